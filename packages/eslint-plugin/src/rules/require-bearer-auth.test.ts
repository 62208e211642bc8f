import { testRule } from '../scenarios/test-rule.ts'

testRule('require-bearer-auth', {
  valid: [
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}` } })",
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: 'Bearer ' + nuvionKey } })",
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: bearer(nuvionKey) } })",
    "const send = auth => fetch('https://api.nuvion.co/x', { headers: { Authorization: auth } }); send('Bearer ' + nuvionKey)",
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: header } })",
    "fetch('https://api.example.com', { headers: { 'x-api-key': nuvionKey } })",
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}`, 'x-api-key': nuvionKey } })",
    "const auth = `Bearer ${nuvionKey}`\nfetch('https://api.nuvion.co/x', { headers: { Authorization: auth } })",
  ],
  invalid: [
    { code: "fetch('https://api.nuvion.co/x', { headers: { Authorization: nuvionKey } })", errors: ['scheme:1'], suggestions: [[{ messageId: 'bearer', output: "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}` } })" }]] },
    { code: "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Basic ${nuvionKey}` } })", errors: ['scheme:1'] },
    { code: "fetch('https://api.nuvion.co/x', { headers: { Authorization: 'bearer ' + nuvionKey } })", errors: ['scheme:1'] },
    { code: "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer Bearer ${nuvionKey}` } })", errors: ['scheme:1'] },
    { code: "fetch('https://api.nuvion.co/x', { headers: { 'x-api-key': nuvionKey } })", errors: ['header:1'] },
    { code: "fetch('https://api.nuvion.co/x', { headers: { 'x-shop': nuvionKey } })", options: { headerNames: ['x-shop'] }, errors: ['header:1'] },
  ],
})
