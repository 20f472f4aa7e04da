# Where it is built.

variable "consul_image" {
  description = "Reference of an image that is on the engine."
  type        = string
}

variable "prefix" {
  type = string
}
