class Client(private val key: String = "<<test-key>>") {
    val header = "Bearer <<live-key>>"
    val template = "nv_live_${BuildConfig.KEY}"
}
