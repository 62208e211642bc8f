let key = "<<live-key>>"
let fallback = "nv_live_\(suffix)"
let sandbox: String? = .some("<<test-key>>")
