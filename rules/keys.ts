import type { KeyShape } from './schema.ts'

const documented = 'docs.nuvion.co, Authentication, API keys (November 2026)'

/** Every Nuvion key family that a finding can be about. RSA public keys in PEM are public by design and no family. */
export const keyShapes: readonly KeyShape[] = [
  {
    ruleId: 'nuvion-api-key',
    environment: 'live',
    prefix: 'nv_live_',
    optionalPart: 'sk_',
    body: { characters: 'base64url', min: 20 },
    minInContext: 16,
    title: 'Nuvion production API key',
    source: `${documented}; the body's length and alphabet are undocumented, the optional sk_ was observed`,
  },
  {
    ruleId: 'nuvion-api-key',
    environment: 'test',
    prefix: 'nv_test_',
    optionalPart: 'sk_',
    body: { characters: 'base64url', min: 20 },
    minInContext: 16,
    title: 'Nuvion sandbox API key',
    source: `${documented}; the body's length and alphabet are undocumented, the optional sk_ was observed`,
  },
  {
    ruleId: 'nuvion-webhook-secret',
    environment: null,
    prefix: 'nv_wsk_',
    body: { characters: 'hex-lower', min: 64, max: 64 },
    minInContext: 64,
    title: 'Nuvion webhook signing secret',
    source: 'observed in public code: nv_wsk_ and 64 lower-case hexadecimal characters',
  },
]
