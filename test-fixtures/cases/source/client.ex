config :nuvion, api_key: "<<live-key>>"
@webhook_secret ~s(<<webhook-key>>)
Logger.info("nv_live_#{String.duplicate("x", 20)}")
