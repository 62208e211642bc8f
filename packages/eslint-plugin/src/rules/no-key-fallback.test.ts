import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-fallback', {
  valid: [
    "const key = process.env.NUVION_API_KEY ?? fail('missing')",
    'const key = process.env.NUVION_LIVE_KEY || process.env.NUVION_LIVE_KEY_OLD',
    "const env = process.env.NUVION_ENV ?? 'sandbox'",
    'const key = process.env.NUVION_API_KEY && load()',
  ],
  invalid: [
    { code: 'const key = process.env.NUVION_LIVE_KEY || process.env.NUVION_TEST_KEY', errors: ['otherEnvironment:1'] },
    { code: "const key = process.env.NUVION_API_KEY ?? ''", errors: ['empty:1'] },
    { code: "const key = process.env.NUVION_LIVE_KEY ?? '<<test-key>>'", errors: ['otherEnvironment:1'] },
  ],
})
