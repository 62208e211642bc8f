import { testRule } from '../scenarios/test-rule.ts'

const filename = 'src/a.test.ts'

testRule('no-live-key-in-tests', {
  valid: [
    "const key = '<<live-key>>'",
    { code: "const key = '<<test-key>>'", filename },
    { code: 'const key = process.env.NUVION_API_KEY', filename },
    { code: "nock('https://api.nuvion.co').get('/').reply(200)", filename },
    { code: "import { http } from 'msw'\nhttp.get('https://api.nuvion.co/x', () => {})", filename },
    { code: "expect(url).toBe('https://api.nuvion.co')", filename },
    { code: 'delete process.env.NUVION_LIVE_API_KEY', filename },
    { code: "it('calls https://api.nuvion.co', () => {})", filename },
    { code: "test.use({ baseURL: 'https://api.nuvion.dev' })", filename },
    { code: "test('calls https://api.nuvion.co', { tag: 'https://api.nuvion.co' }, () => {})", filename },
    { code: `const key = 'nv_live_${'x'.repeat(24)}'`, filename },
  ],
  invalid: [
    { code: "const key = '<<live-key>>'", filename, errors: ['key:1'] },
    { code: 'const key = process.env.NUVION_LIVE_API_KEY', filename, errors: ['variable:1'] },
    { code: "fetch('https://api.nuvion.co/x')", filename, errors: ['host:1'], suggestions: [[{ messageId: 'swapHost', output: "fetch('https://api.nuvion.dev/x')" }]] },
    { code: "test.use({ baseURL: 'https://api.nuvion.co' })", filename, errors: ['host:1'], suggestions: [[{ messageId: 'swapHost', output: "test.use({ baseURL: 'https://api.nuvion.dev' })" }]] },
    { code: 'const { NUVION_LIVE_KEY } = process.env', filename: 'e2e/pay.ts', errors: ['variable:1'] },
    { code: "const key = '<<live-key>>'", filename: 'checks/a.ts', options: { testFiles: ['checks/**'] }, errors: ['key:1'] },
  ],
})
