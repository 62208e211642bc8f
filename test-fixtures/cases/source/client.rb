Nuvion.api_key = '<<live-key>>'
Nuvion.configure { |config| config.key = %q(<<test-key>>) }
key = "nv_live_#{SecureRandom.hex(16)}"
