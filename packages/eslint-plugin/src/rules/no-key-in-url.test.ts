import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-in-url', {
  valid: [
    "fetch('https://api.nuvion.co/accounts', { headers: { Authorization: `Bearer ${nuvionKey}` } })",
    'fetch(`https://api.nuvion.co/accounts?cursor=${cursor}`)',
    'fetch(`https://api.nuvion.co/accounts/${accountId}`)',
    'fetch(`https://api.nuvion.co/x?idempotency_key=${idempotencyKey}`)',
    "axios.get('https://api.nuvion.co', { params: { limit: 1 } })",
    'const url = `${process.env.NUVION_BASE_URL}/accounts`',
    "const key = 'name'\nfetch(`https://api.nuvion.co/x?key=${key}`)",
    "fetch('https://api.nuvion.co/x', { body: new URLSearchParams({ nuvionKey }) })",
    'log(`Bearer ${nuvionKey}`)',
    'const u = new User(name)\nu.username = nuvionKey',
    "import { stringify } from 'yaml'\nstringify({ nuvionKey })",
    "import { stringify } from 'qs'\nfetch(url, { body: stringify({ nuvionKey }) })",
    "io('https://api.nuvion.co', { extraHeaders: { Authorization: nuvionKey } })",
  ],
  invalid: [
    { code: 'fetch(`https://api.nuvion.co/accounts?key=${nuvionKey}`)', errors: ['url:1'] },
    { code: "fetch('https://api.nuvion.co/accounts?key=' + process.env.NUVION_API_KEY)", errors: ['url:1'] },
    { code: 'const u = `https://${nuvionKey}@api.nuvion.co`', errors: ['url:1'] },
    { code: "url.searchParams.set('token', nuvionKey)", errors: ['url:1'] },
    { code: "axios.get('https://api.nuvion.co', { params: { key: nuvionKey } })", errors: ['url:1'] },
    { code: "axios.get('https://api.nuvion.co', { filter: { key: nuvionKey } })", options: { params: ['filter'] }, errors: ['url:1'] },
    { code: "const q = new URLSearchParams({ nuvionKey })\nfetch('https://api.nuvion.co/?' + q)", errors: ['url:1'] },
    { code: 'url.username = nuvionKey', errors: ['url:1'] },
    { code: "const u = new URL('https://api.nuvion.co')\nu.username = process.env.NUVION_API_KEY!", errors: ['url:2'] },
    { code: "import { stringify } from 'node:querystring'\nconst query = stringify({ key: nuvionKey })\nfetch(`https://api.nuvion.co/x?${query}`)", errors: ['url:2'] },
    { code: "io('https://api.nuvion.co', { query: { key: nuvionKey } })", errors: ['url:1'] },
  ],
})
