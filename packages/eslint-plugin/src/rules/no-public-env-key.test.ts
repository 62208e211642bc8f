import { testRule } from '../scenarios/test-rule.ts'

testRule('no-public-env-key', {
  valid: [
    'const key = process.env.NUVION_API_KEY',
    'const env = process.env.NEXT_PUBLIC_NUVION_ENV',
    'const base = import.meta.env.VITE_NUVION_BASE_URL',
    'const pem = process.env.NEXT_PUBLIC_NUVION_PUBLIC_KEY',
    '// never NEXT_PUBLIC_NUVION_API_KEY',
    "throw new Error('do not set NEXT_PUBLIC_NUVION_API_KEY')",
    "if (process.env.NEXT_PUBLIC_NUVION_API_KEY) throw new Error('public')",
    'delete process.env.VITE_NUVION_API_KEY',
    { code: 'const key = process.env.NEXT_PUBLIC_NUVION_API_KEY', options: { allow: ['NEXT_PUBLIC_NUVION_API_KEY'] } },
    "import { PUBLIC_NUVION_REGION } from '$env/static/public'",
    'const { NUVION_API_KEY } = process.env',
  ],
  invalid: [
    { code: 'const key = process.env.NEXT_PUBLIC_NUVION_API_KEY', errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'const key = process.env.NUVION_API_KEY' }]] },
    { code: "const key = process.env['REACT_APP_NUVION_KEY']", errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: "const key = process.env['NUVION_KEY']" }]] },
    { code: 'const { VITE_NUVION_API_KEY: key } = import.meta.env', errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'const { NUVION_API_KEY: key } = import.meta.env' }]] },
    { code: 'const { VITE_NUVION_API_KEY } = import.meta.env', errors: ['published:1'] },
    { code: "import { PUBLIC_NUVION_API_KEY } from '$env/static/public'", errors: ['published:1'] },
    { code: "const key = env.get('PUBLIC_NUVION_API_KEY')", errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: "const key = env.get('NUVION_API_KEY')" }]] },
    { code: 'interface ImportMetaEnv { readonly VITE_NUVION_API_KEY: string }', errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'interface ImportMetaEnv { readonly NUVION_API_KEY: string }' }]] },
    { code: 'const key = process.env.SHOP_NUVION_API_KEY', options: { prefixes: ['SHOP_'] }, errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'const key = process.env.NUVION_API_KEY' }]] },
    { code: 'const key = process.env.SHOP_NUVION_API_KEY', settings: { publicEnvPrefixes: ['SHOP_'] }, errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'const key = process.env.NUVION_API_KEY' }]] },
    { code: 'const key = process.env.VITE_PAYMENTS // nuvion', options: { envNames: ['VITE_PAYMENTS'] }, errors: ['published:1'], suggestions: [[{ messageId: 'rename', output: 'const key = process.env.PAYMENTS // nuvion' }]] },
  ],
})
