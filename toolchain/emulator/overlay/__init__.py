"""What moto lacks and the stack's Terraform provider needs, a file a service."""
