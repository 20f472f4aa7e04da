# The ground of a local Cortex as people build it with Terraform: a network, and volumes for the data.

resource "docker_network" "cortex" {
  name   = "${var.prefix}-network"
  driver = "bridge"
}

resource "docker_volume" "data" {
  for_each = toset(["cassandra-1", "cortex-1", "cortex-2", "cortex-3"])

  name = "${var.prefix}-${each.key}-data"
}

module "consul" {
  source = "./modules/volumes"

  prefix = "${var.prefix}-consul"
  number = 3
}
