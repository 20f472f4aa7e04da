# Where it is built, and what stays with Terraform.

variable "endpoint" {
  description = "URL of the emulator."
  type        = string
}

variable "prefix" {
  type = string
}

variable "bucket_prefix" {
  type = string
}

variable "zones" {
  type = list(string)
}

variable "tables" {
  description = "Names of the index tables."
  type        = set(string)
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true

  endpoints {
    dynamodb = var.endpoint
    ec2      = var.endpoint
    iam      = var.endpoint
    kms      = var.endpoint
    s3       = var.endpoint
    sts      = var.endpoint
  }
}

data "aws_caller_identity" "current" {}

# Of no part of the platform: it stays with Terraform.
resource "aws_s3_bucket" "other" {
  bucket = "${var.bucket_prefix}-reports"
}

output "account" {
  value     = data.aws_caller_identity.current.account_id
  sensitive = true
}
