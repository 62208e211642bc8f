package pay

const apiKey = "<<live-key>>"

// nv_test_get_balance_cached is the name of a metric.
var keys = map[string]string{`sandbox`: `<<test-key>>`}
