import { testRule } from '../scenarios/test-rule.ts'

testRule('no-environment-mismatch', {
  valid: [
    "create({ baseURL: 'https://api.nuvion.co', key: process.env.NUVION_LIVE_KEY })",
    "create({ baseURL: 'https://api.nuvion.dev', key: process.env.NUVION_TEST_KEY })",
    "create({ baseURL: 'https://api.nuvion.dev', key: process.env.NUVION_API_KEY })",
    "const base = isSandbox ? 'https://api.nuvion.dev' : 'https://api.nuvion.co'",
    "const base = !isProd ? 'https://api.nuvion.dev' : 'https://api.nuvion.co'",
    "const hosts = ['https://api.nuvion.co', 'https://api.nuvion.dev']",
    "const hosts = { sandbox: 'https://api.nuvion.dev', production: 'https://api.nuvion.co' }",
    "// nv_live_ keys go to https://api.nuvion.co, nv_test_ keys to https://api.nuvion.dev",
    "const key = '<<live-key>>'\nfetch('https://api.nuvion.co', { headers: { Authorization: key } })",
    "switch (env) { case 'sandbox': base = 'https://api.nuvion.dev'; break; default: base = 'https://api.nuvion.co' }",
    "const liveReload = { url: 'https://api.nuvion.dev', key: 'nuvion_live_key' }",
    "app.register(proxy, { upstream: 'https://api.nuvion.dev', rewriteRequestHeaders: (_, h) => ({ ...h, authorization: `Bearer ${process.env.NUVION_SANDBOX_API_KEY}` }) })",
  ],
  invalid: [
    { code: "app.register(proxy, { upstream: 'https://api.nuvion.dev', rewriteRequestHeaders: (_, h) => ({ ...h, authorization: `Bearer ${process.env.NUVION_PRODUCTION_API_KEY}` }) })", errors: ['mismatch:1'], suggestions: [[{ messageId: 'swapHost', output: "app.register(proxy, { upstream: 'https://api.nuvion.co', rewriteRequestHeaders: (_, h) => ({ ...h, authorization: `Bearer ${process.env.NUVION_PRODUCTION_API_KEY}` }) })" }]] },
    {
      code: "create({ baseURL: 'https://api.nuvion.dev', key: process.env.NUVION_LIVE_KEY })",
      errors: ['mismatch:1'],
      suggestions: [[{ messageId: 'swapHost', output: "create({ baseURL: 'https://api.nuvion.co', key: process.env.NUVION_LIVE_KEY })" }]],
    },
    { code: "const base = isSandbox ? 'https://api.nuvion.co' : 'https://api.nuvion.dev'", errors: ['branch:1'], suggestions: [[{ messageId: 'swapHost', output: "const base = isSandbox ? 'https://api.nuvion.dev' : 'https://api.nuvion.co'" }]] },
    { code: "const BASE = 'https://api.nuvion.dev'\nconst KEY = '<<live-key>>'\ncreate({ baseURL: BASE, key: KEY })", errors: ['mismatch:3'] },
    { code: "class C {\n  base = 'https://api.nuvion.co'\n  key = process.env.NUVION_TEST_KEY\n}", errors: ['mismatch:3'], suggestions: [[{ messageId: 'swapHost', output: "class C {\n  base = 'https://api.nuvion.dev'\n  key = process.env.NUVION_TEST_KEY\n}" }]] },
    { code: "if (isLive) {\n  base = 'https://api.nuvion.dev'\n}", errors: ['branch:2'], suggestions: [[{ messageId: 'swapHost', output: "if (isLive) {\n  base = 'https://api.nuvion.co'\n}" }]] },
    { code: "const SANDBOX_URL = 'https://api.nuvion.co'", errors: ['branch:1'], suggestions: [[{ messageId: 'swapHost', output: "const SANDBOX_URL = 'https://api.nuvion.dev'" }]] },
    { code: "const cmd = 'curl -H \"Bearer <<live-key>>\" https://api.nuvion.dev'", errors: ['mismatch:1'] },
  ],
})
