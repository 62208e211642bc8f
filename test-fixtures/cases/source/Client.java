final class Client {
  private static final String KEY = "<<live-key>>"; // was "<<live-key:old>>"
  static final String NAME = "nv_live_payment_gateway_client";
  static boolean isLive(String key) { return key.startsWith("nv_live_"); }
}
