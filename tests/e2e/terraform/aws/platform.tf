# The ground of a Cortex as people build it with Terraform: a network, buckets, index tables, roles.

module "network" {
  source = "./modules/network"
  count  = 1

  prefix = var.prefix
  cidr   = "10.20.0.0/16"
  zones  = var.zones
}

module "bucket" {
  source   = "./modules/bucket"
  for_each = toset(["chunks", "logs"])

  name = "${var.bucket_prefix}-${each.key}"
}

resource "aws_dynamodb_table" "index" {
  for_each = var.tables

  name         = each.key
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "h"
  range_key    = "r"

  attribute {
    name = "h"
    type = "S"
  }

  attribute {
    name = "r"
    type = "B"
  }
}

module "roles" {
  source = "./modules/roles"

  prefix = var.prefix
  kinds  = ["consul", "cortex", "prometheus"]
}

output "vpc_id" {
  value = module.network[0].vpc_id
}
