terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

variable "prefix" {
  type = string
}

variable "number" {
  type = number
}

resource "docker_volume" "data" {
  count = var.number

  name = "${var.prefix}-${count.index + 1}-data"
}
