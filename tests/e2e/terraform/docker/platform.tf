# The ground of a local Cortex as people build it with Terraform: a network, volumes for the data, three Consul servers.

resource "docker_network" "cortex" {
  name   = "${var.prefix}-network"
  driver = "bridge"
}

resource "docker_volume" "data" {
  for_each = toset(["cassandra-1", "cortex-1", "cortex-2", "cortex-3"])

  name = "${var.prefix}-${each.key}-data"
}

module "consul" {
  source = "./modules/consul"

  prefix  = var.prefix
  servers = 3
  image   = var.consul_image
  network = docker_network.cortex.name
}
