variable "global_events" {
  default = true
}

variable "settings" {
  default = {}
}

module "trail" {
  source        = "../modules/trail"
  global_events = try(var.settings.global_events, var.global_events)
}
