int inv_live_0123456789 = 0; /* env_test_configuration_of_the_server */
const char *x = "my<<!live-key>>";
const char *bucket = "nv_live_exports_8f3k2q7z";
