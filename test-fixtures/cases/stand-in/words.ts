export const names = ['<<live-prefix>>replace_with_production_key', '<<test-prefix>>your-sandbox-key-goes-here', '<<test-prefix>>getWeatherForecastCached', '<<live-prefix>>INSERT_YOUR_KEY_HERE']
export const metric = '<<live-prefix>>payments_settled_total_2026'
export const found = '<<live-key>>'
