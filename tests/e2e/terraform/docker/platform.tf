# A part of a local Cortex as people build it with Terraform: a network, volumes for the data, Cassandra, three Consul servers and
# cAdvisor. What needs a login of the stack's (the gateway, Prometheus) is the stack's own from the start.

resource "docker_network" "cortex" {
  name   = "${var.prefix}-network"
  driver = "bridge"
}

resource "docker_volume" "data" {
  for_each = toset(["cassandra-1", "cortex-1", "cortex-2", "cortex-3"])

  name = "${var.prefix}-${each.key}-data"
}

resource "docker_container" "cassandra" {
  name     = "${var.prefix}-cassandra-1"
  hostname = "cassandra-1"
  image    = var.images.cassandra
  restart  = "unless-stopped"

  env = ["CASSANDRA_CLUSTER_NAME=cortex", "MAX_HEAP_SIZE=512M", "HEAP_NEWSIZE=128M"]

  entrypoint = ["bash", "-c", <<-EOT
    (until cqlsh -e "CREATE KEYSPACE IF NOT EXISTS cortex WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"; do sleep 2; done) &
    exec docker-entrypoint.sh cassandra -f
  EOT
  ]

  healthcheck {
    test     = ["CMD", "cqlsh", "-e", "USE cortex"]
    interval = "5s"
    timeout  = "10s"
    retries  = 60
  }
  wait         = true
  wait_timeout = 300

  networks_advanced {
    name    = docker_network.cortex.name
    aliases = ["cassandra-1"]
  }

  volumes {
    volume_name    = docker_volume.data["cassandra-1"].name
    container_path = "/var/lib/cassandra"
  }
}

module "consul" {
  source = "./modules/consul"

  prefix  = var.prefix
  servers = 3
  image   = var.images.consul
  network = docker_network.cortex.name
}

resource "docker_container" "exporter" {
  for_each = { cadvisor = var.images.cadvisor }

  name    = "${var.prefix}-${each.key}"
  image   = each.value
  command = ["--docker_only=true", "--store_container_labels=false"]
  memory  = 128
  restart = "always"

  networks_advanced {
    name    = docker_network.cortex.name
    aliases = [each.key]
  }

  dynamic "volumes" {
    for_each = { "/" = "/rootfs", "/var/run" = "/var/run", "/sys" = "/sys" }
    content {
      host_path      = volumes.key
      container_path = volumes.value
      read_only      = true
    }
  }
}
