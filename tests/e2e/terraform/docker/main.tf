# Where it is built, and what stays with Terraform.

variable "images" {
  description = "References of images that are on the engine."
  type        = object({ cadvisor = string, cassandra = string, consul = string })
}

variable "prefix" {
  type = string
}

resource "docker_volume" "other" {
  name = "${var.prefix}-reports"
}
