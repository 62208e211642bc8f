import { format, inspect } from 'node:util'
import { mintKey } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { toPreview } from './preview.ts'
import { redact } from './redact.ts'
import { Secret } from './secret.ts'

const key = mintKey('live', 31)
const secret = new Secret(key)

test.each<[string, () => string]>([
  ['a template', () => `${String(secret)} ${secret as unknown as string}`],
  ['JSON', () => JSON.stringify({ secret, list: [secret] })],
  ['inspect', () => inspect(secret, { depth: 9, showHidden: true })],
  ['format', () => format('%s %o %j', secret, secret, secret)],
  ['own properties', () => JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
  ['a clone', () => inspect(structuredClone({ ...secret }))],
  ['an error with it as cause', () => inspect(new Error('x', { cause: secret }))],
])('shows nothing of the key in %s', (_, show) => {
  expect(show()).not.toContain(key.slice(8, 16))
})

test('a preview shows the public prefix and the last four characters of a long body', () => {
  expect(toPreview(secret)).toBe(`nv_live_…${key.slice(-4)}`)
  expect(toPreview(new Secret(mintKey('test', 1, { optionalPart: true, length: 23 })))).toBe('nv_test_sk_…')
})

test.each([
  ['plain', `keys/${key}.txt`],
  ['encoded', `branch-${Buffer.from(key).toString('base64')}`],
  ['contestable', `x/${mintKey('live', 3, { length: 17 })}`],
])('redacting replaces a %s key by its preview', (_, text) => {
  const safe = redact(text)
  expect(safe).toMatch(/^(?:keys\/|branch-|x\/)nv_live_…/)
  expect(safe).not.toContain(key.slice(10, 20))
})
