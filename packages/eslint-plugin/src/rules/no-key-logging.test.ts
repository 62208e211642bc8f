import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-logging', {
  valid: [
    "console.log('NUVION_API_KEY is missing')",
    'console.log(process.env.NUVION_API_KEY.slice(-4))',
    'console.log(process.env.NUVION_API_KEY.slice(0, 8))',
    'console.log(Boolean(process.env.NUVION_API_KEY))',
    'console.log(redact(process.env.NUVION_API_KEY))',
    'console.log(process.env.NUVION_API_KEY.length)',
    "console.log(process.env.NUVION_API_KEY ? 'nuvion' : 'none')",
    { code: 'console.log(scramble(process.env.NUVION_API_KEY))', settings: { redactors: ['scramble'] } },
    "const p = pino({ redact: ['apiKey'] })\np.info({ apiKey: process.env.NUVION_API_KEY })".replaceAll('p.info', 'logger.info'),
    'console.log(apiKey)',
    'audit(process.env.NUVION_API_KEY)',
    "import { createHash } from 'node:crypto'\nconsole.log(createHash('sha256').update(process.env.NUVION_API_KEY).digest('hex'))",
    'console.log(process.env.NUVION_BASE_URL)',
  ],
  invalid: [
    { code: 'console.log(process.env.NUVION_API_KEY)', errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'console.log(process.env.NUVION_API_KEY?.slice(-4))' }]] },
    { code: 'console.log({ nuvionKey })', errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'console.log({ nuvionKey: nuvionKey?.slice(-4) })' }]] },
    { code: 'logger.info(`key ${process.env.NUVION_API_KEY!}`)', errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'logger.info(`key ${process.env.NUVION_API_KEY!.slice(-4)}`)' }]] },
    { code: '// nuvion\nconsole.log(process.env)', errors: ['environment:2'] },
    { code: 'try { await nuvion.get() } catch (err) { console.error(err.config) }', errors: ['carrier:1'] },
    { code: 'const headers = { Authorization: `Bearer ${process.env.NUVION_API_KEY}` }\nlogger.debug(headers)', errors: ['logged:2'] },
    { code: 'audit(process.env.NUVION_API_KEY)', options: { loggers: ['audit'] }, errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'audit(process.env.NUVION_API_KEY?.slice(-4))' }]] },
    { code: 'audit(process.env.NUVION_API_KEY)', settings: { loggers: ['audit'] }, errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'audit(process.env.NUVION_API_KEY?.slice(-4))' }]] },
    { code: "console.log('<<live-key>>')", errors: ['logged:1'] },
    { code: 'console.log(process.env.PAYMENTS)', settings: { envNames: ['PAYMENTS'] }, errors: ['logged:1'], suggestions: [[{ messageId: 'redact', output: 'console.log(process.env.PAYMENTS?.slice(-4))' }]] },
  ],
})
