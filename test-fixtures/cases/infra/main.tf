variable "nuvion_key" { default = "<<live-key>>" }
resource "aws_s3_bucket" "exports" { bucket = "nv_live_exports_eu_west_1" }
output "key" { value = "nv_live_${var.suffix}" }
