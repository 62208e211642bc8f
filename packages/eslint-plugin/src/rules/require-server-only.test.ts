import { testRule } from '../scenarios/test-rule.ts'

const next = { framework: 'next' }
const code = 'export const nuvion = create(process.env.NUVION_API_KEY)'

testRule('require-server-only', {
  valid: [
    code,
    { code: `import 'server-only'\n${code}`, filename: 'lib/nuvion.ts', settings: next },
    { code: `'use server'\n${code}`, filename: 'lib/actions.ts', settings: next },
    { code, filename: 'app/api/pay/route.ts', settings: next },
    { code, filename: 'lib/nuvion.test.ts', settings: next },
    { code: 'export const env = process.env.NUVION_ENV', filename: 'lib/env.ts', settings: next },
  ],
  invalid: [
    { code, filename: 'lib/nuvion.ts', settings: next, errors: ['missing:1'], suggestions: [[{ messageId: 'insert', output: `import 'server-only'\n${code}` }]] },
    { code, options: { marker: '#server-only' }, errors: ['missing:1'], suggestions: [[{ messageId: 'insert', output: `import '#server-only'\n${code}` }]] },
  ],
})
