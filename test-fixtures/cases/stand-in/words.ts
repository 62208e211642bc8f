export const names = ['nv_live_replace_with_production_key', 'nv_test_your-sandbox-key-goes-here', 'nv_test_getWeatherForecastCached', 'nv_live_INSERT_YOUR_KEY_HERE']
export const metric = 'nv_live_payments_settled_total_2026'
export const found = '<<live-key>>'
