import { fixtureCases } from '@nuvion-guard/test-fixtures'
import { describe, expect, it } from 'vitest'
import { detectBytes } from './bytes.ts'
import { detect } from './detect.ts'
import { toFingerprint } from './fingerprint.ts'
import type { Match } from './match.ts'
import { Secret } from './secret.ts'

describe('fixture cases', () => {
  it.each(fixtureCases)('$path', ({ text, expected }) => {
    const wanted = expected.map(({ key, environment, start, end }) => toPlace(start, end, environment, new Secret(key)))
    expect(places(detect(text))).toEqual(wanted)
    // Bytes have no mark of their order: offsets count from behind it.
    const marked = text.startsWith('\ufeff') ? 1 : 0
    expect(places(detectBytes(Buffer.from(text)))).toEqual(expected.map(({ key, environment, start, end }) => toPlace(start - marked, end - marked, environment, new Secret(key))))
  })
})

function places(matches: readonly Match[]): string[] {
  return matches.filter(match => match.confidence !== 'low').map(match => toPlace(match.start, match.end, match.environment, match.secret))
}

function toPlace(start: number, end: number, environment: string | null, secret: Secret): string {
  return `${String(start)}-${String(end)} ${environment ?? 'webhook'} ${toFingerprint(secret)}`
}
