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

variable "servers" {
  type = number
}

variable "image" {
  type = string
}

variable "network" {
  type = string
}

resource "docker_volume" "data" {
  count = var.servers

  name = "${var.prefix}-consul-${count.index + 1}-data"
}

resource "docker_container" "server" {
  count = var.servers

  name     = "${var.prefix}-consul-${count.index + 1}"
  hostname = "consul-${count.index + 1}"
  image    = var.image
  restart  = "always"

  command = concat(
    [
      "agent",
      "-server",
      "-bootstrap-expect=${var.servers}",
      "-node=consul-${count.index + 1}",
      "-client=0.0.0.0",
      "-bind={{ GetInterfaceIP \"eth0\" }}",
      "-retry-interval=1s",
    ],
    [for other in range(var.servers) : "-retry-join=consul-${other + 1}" if other != count.index],
  )

  networks_advanced {
    name    = var.network
    aliases = ["consul-${count.index + 1}", "consul"]
  }

  volumes {
    volume_name    = docker_volume.data[count.index].name
    container_path = "/consul/data"
  }
}
