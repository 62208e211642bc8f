import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-in-error', {
  valid: [
    "throw new Error('NUVION_API_KEY is missing')",
    'throw new Error(`key …${process.env.NUVION_API_KEY.slice(-4)} refused`)',
    'throw new Error(`nuvion ${res.status}`)',
    'throw new Error(maskKey(process.env.NUVION_API_KEY))',
    "assert(process.env.NUVION_API_KEY, 'missing')",
    "try { nuvion() } catch (err) { throw new Error('failed', { cause: err }) }",
    "res.status(500).json({ error: 'nuvion' })",
    'res.status(200).json({ key: process.env.NUVION_API_KEY })',
    'const err = new Error(`nuvion`)\nthrow err',
    "assert.ok(process.env, 'no environment')",
    "throw app.httpErrors.badGateway('no NUVION_API_KEY')",
    "import { createMiddleware } from '@tanstack/react-start'\ncreateMiddleware().server(({ next }) => next({ context: { key: process.env.NUVION_API_KEY } }))",
  ],
  invalid: [
    { code: 'throw new Error(`bad ${process.env.NUVION_API_KEY}`)', errors: ['message:1'], suggestions: [[{ messageId: 'redact', output: 'throw new Error(`bad ${process.env.NUVION_API_KEY?.slice(-4)}`)' }]] },
    { code: "const err = new Error('nuvion')\nerr.key = process.env.NUVION_API_KEY\nthrow err", errors: ['message:2'], suggestions: [[{ messageId: 'redact', output: "const err = new Error('nuvion')\nerr.key = process.env.NUVION_API_KEY?.slice(-4)\nthrow err" }]] },
    { code: 'assert(ok, `bad ${nuvionKey}`)', errors: ['message:1'], suggestions: [[{ messageId: 'redact', output: 'assert(ok, `bad ${nuvionKey?.slice(-4)}`)' }]] },
    { code: 'throw app.httpErrors.badGateway(`refused ${nuvionKey}`)', errors: ['message:1'], suggestions: [[{ messageId: 'redact', output: 'throw app.httpErrors.badGateway(`refused ${nuvionKey?.slice(-4)}`)' }]] },
    { code: "next(Object.assign(new Error('nuvion'), { headers: { Authorization: `Bearer ${nuvionKey}` } }))", errors: ['message:1'], suggestions: [[{ messageId: 'redact', output: "next(Object.assign(new Error('nuvion'), { headers: { Authorization: `Bearer ${nuvionKey?.slice(-4)}` } }))" }]] },
    { code: 'reject(nuvionKey)', errors: ['message:1'], suggestions: [[{ messageId: 'redact', output: 'reject(nuvionKey?.slice(-4))' }]] },
    { code: 'res.status(500).json({ key: process.env.NUVION_API_KEY })', errors: ['response:1'] },
    { code: 'new Response(nuvionKey, { status: 401 })', errors: ['response:1'] },
    { code: "throw new Error('<<test-key>> refused')", errors: ['message:1'] },
    { code: "assert.ok(valid, 'invalid: ' + JSON.stringify(process.env))", errors: ['message:1'] },
    { code: 'throw new Error(JSON.stringify(process.env))', errors: ['message:1'] },
  ],
})
