variable "global_events" {
  type    = bool
  default = false
}

variable "regions" {
  type    = set(string)
  default = ["us-east-1"]
}

resource "aws_cloudtrail" "this" {
  for_each                      = var.regions
  name                          = "audit-${each.key}"
  s3_bucket_name                = "audit-logs"
  include_global_service_events = var.global_events
}
