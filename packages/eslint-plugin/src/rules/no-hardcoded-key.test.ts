import { mintKey, mintBody, renderTemplate } from '@nuvion-guard/test-fixtures'
import { toFingerprint, Secret } from '@nuvion-guard/core'
import { testRule } from '../scenarios/test-rule.ts'

const rendered = renderTemplate('<<live-key>>').text
const fingerprint = toFingerprint(new Secret(rendered))
const body = mintBody(7, { alphabet: 'base62' })
const other = mintKey('live', 99)
const base64 = Buffer.from(other).toString('base64')

testRule('no-hardcoded-key', {
  valid: [
    'const key = process.env.NUVION_API_KEY',
    "const key = 'nv_test_xxxxx'",
    "const key = 'nv_live_your_key_here'",
    "const prefix = 'nv_live_'",
    'const pattern = /nv_(live|test)_[a-z0-9]{20,}/',
    'type Key = `nv_live_${string}`',
    "const isTest = key.startsWith('nv_test_')",
    'const key = `nv_test_${randomBytes(16).toString("hex")}`',
    `const invoice = 'inv_live_${body}'`,
    { code: "const key = '<<live-key>>'", options: { allow: [fingerprint] } },
    { code: "const key = '<<live-key>>'", options: { allow: ['src/*.ts'] } },
    { code: "const key = '<<live-key>>'", settings: { allow: [fingerprint] } },
    { code: "const key = '<<test-key>>'", options: { allowTestKeysIn: ['src/**'] } },
    "const P = 'nv_live_'; const label = P + 'example_key_for_docs'",
    "const shown = 'nv_live_••••••••3f9a'",
    "const key = 'nv_test_' + 'x'.repeat(32)",
    'console.log(apiKey)',
  ],
  invalid: [
    { code: "const key = '<<live-key>>'", errors: ['live:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: 'const key = process.env.NUVION_API_KEY' }]] },
    { code: "connect('<<test-key>>')", errors: ['test:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: 'connect(process.env.NUVION_API_KEY)' }]] },
    { code: "verify('<<webhook-key>>')", errors: ['webhook:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: 'verify(process.env.NUVION_WEBHOOK_SECRET)' }]] },
    { code: "Deno.serve(() => call('<<live-key>>'))", errors: ['live:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: "Deno.serve(() => call(Deno.env.get('NUVION_API_KEY')))" }]] },
    { code: "Bun.serve({ key: '<<live-key>>' })", errors: ['live:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: 'Bun.serve({ key: Bun.env.NUVION_API_KEY })' }]] },
    { code: "const headers = { Authorization: 'Bearer <<live-key>>' }", errors: ['live:1'] },
    { code: '// <<live-key>>\nexport {}', errors: ['live:1'] },
    { code: `const P = 'nv_live_'\nconst B = '${body}'\nexport const key = P + B`, errors: ['composed:3'] },
    { code: `const key = ['nv', 'live', '${body}'].join('_')`, errors: ['composed:1'] },
    { code: `const a = '${base64.slice(0, 5)}'\nconst b = '${base64.slice(5)}'\nconst key = atob(a + b) // nuvion`, errors: ['composed:3'] },
    { code: "const key = '<<live-key>>'", options: { allowTestKeysIn: ['src/**'] }, errors: ['live:1'], suggestions: [[{ messageId: 'readFromEnvironment', output: 'const key = process.env.NUVION_API_KEY' }]] },
    { code: `enum K { P = 'nv_live_', B = '${body}' }\nconst key = K.P + K.B`, errors: ['composed:2'] },
  ],
})
