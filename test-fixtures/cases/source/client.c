#define KEY "<<live-key>>"
static const char header[] = "Authorization: Bearer " "<<test-key>>";
#define IS_LIVE(k) (strncmp((k), "nv_live_", 8) == 0)
