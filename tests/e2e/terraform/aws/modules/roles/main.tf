variable "prefix" {
  type = string
}

variable "kinds" {
  type = set(string)
}

resource "aws_iam_role" "instance" {
  for_each = var.kinds

  name = "${var.prefix}-${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}
