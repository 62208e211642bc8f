public static class Client
{
    private const string Key = @"<<live-key>>";
    private static string Url => $"https://api.nuvion.dev/accounts?key=<<test-key>>&page=1";
    private const string Table = "nv_test_orders_created_8f3b2c1d";
}
