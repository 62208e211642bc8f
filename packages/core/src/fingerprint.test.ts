import { createHash } from 'node:crypto'
import { mintKey } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { detect } from './detect.ts'
import { toFingerprint } from './fingerprint.ts'
import { Secret } from './secret.ts'

test.each([
  ['live', 1, '7448eb346c348f0a4924bd8bc2aa153c'],
  ['test', 2, 'b9fe432bf2884245e89f0ef21223ddb9'],
  ['webhook', 3, '1d94ad958ce37a69bcb419f10f0c1de6'],
] as const)('is stable for ever: the %s key of seed %i', (family, seed, pinned) => {
  expect(toFingerprint(new Secret(mintKey(family, seed)))).toBe(pinned)
})

test('is the first 32 hexadecimal digits of a salted SHA-256', () => {
  const key = mintKey('live', 4)
  expect(toFingerprint(new Secret(key))).toBe(createHash('sha256').update(`nuvion-guard/1\0${key}`).digest('hex').slice(0, 32))
})

test('of an encoded or split key is that of the decoded key', () => {
  const key = mintKey('live', 5)
  const forms = [key, Buffer.from(key).toString('base64'), `'nv_' + '${key.slice(3)}'`, key.replaceAll('_', '%5F'), [...key].reverse().join('')]
  expect(new Set(forms.map(form => detect(form).map(match => toFingerprint(match.secret))).flat()).size).toBe(1)
})
