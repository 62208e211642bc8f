curl -s https://api.nuvion.co/accounts -H "Authorization: Bearer <<live-key>>"
OLD_<<live-key:old>>=1
curl -u<<test-key>>: https://api.nuvion.dev/accounts
