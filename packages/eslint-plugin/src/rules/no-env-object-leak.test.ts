import { testRule } from '../scenarios/test-rule.ts'

testRule('no-env-object-leak', {
  valid: [
    'const { NUVION_API_KEY, NUVION_ENV } = process.env',
    "spawn('nuvion', [], { env: { ...process.env } })",
    'const env = schema.parse(process.env) // nuvion',
    'Object.assign(process.env, { NUVION_ENV: "sandbox" })',
    'const mode = import.meta.env.MODE // nuvion',
    'Object.keys(process.env).includes("NUVION_API_KEY")',
  ],
  invalid: [
    { code: 'const copy = { ...process.env, nuvion: 1 }', errors: ['leak:1'] },
    { code: 'send(JSON.stringify(process.env)) // nuvion', errors: ['leak:1'] },
    { code: 'console.log(process.env) // nuvion', errors: ['leak:1'] },
    { code: 'res.json(process.env) // nuvion', errors: ['leak:1'] },
    { code: 'render(import.meta.env) // nuvion', errors: ['leak:1'] },
  ],
})
