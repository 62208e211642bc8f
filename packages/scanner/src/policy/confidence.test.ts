import { describe, expect, it } from 'vitest'
import { detectBytes, toFinding, type Confidence } from '@nuvion-guard/core'
import { mintKey } from '@nuvion-guard/test-fixtures'
import { confidences, createConfidencePolicy } from './confidence.ts'

describe('createConfidencePolicy', () => {
  const place = { path: 'a.txt', kind: 'file' } as const
  const [match] = detectBytes(Buffer.from(mintKey('live', 1)))
  if (match === undefined) throw new Error('the key must be found')
  const accepted = (minimum: Confidence): readonly Confidence[] =>
    confidences.filter(confidence => createConfidencePolicy(minimum)({ ...toFinding(match, place), confidence }, place))

  it.each([
    ['high', ['high']],
    ['medium', ['high', 'medium']],
    ['low', ['high', 'medium', 'low']],
  ] as const)('%s accepts %j', (minimum, expected) => {
    expect(accepted(minimum)).toEqual(expected)
  })
})
