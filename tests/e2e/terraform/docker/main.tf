# Where it is built, and what stays with Terraform.

variable "prefix" {
  type = string
}

resource "docker_volume" "other" {
  name = "${var.prefix}-reports"
}
