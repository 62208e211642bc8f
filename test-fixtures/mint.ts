import { keyShapes, type CharacterClass, type KeyShape } from '@nuvion-guard/rules'

const alphabets: Record<CharacterClass | 'base62' | 'base36' | 'hex-upper', string> = {
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  'hex-lower': '0123456789abcdef',
  'hex-upper': '0123456789ABCDEF',
  base62: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base36: 'abcdefghijklmnopqrstuvwxyz0123456789',
}

export type Alphabet = keyof typeof alphabets

/** Deterministic numbers in [0, 1) from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** `length` characters of an alphabet, the first and the last a letter or a digit. */
export function mintBody(seed: number, options: { readonly length?: number; readonly alphabet?: Alphabet } = {}): string {
  const { length = 32, alphabet = 'hex-lower' } = options
  const random = createRandom(seed)
  const characters = alphabets[alphabet]
  const plain = characters.replace(/[-_]/g, '')
  let body = ''
  for (let i = 0; i < length; i++) {
    const from = i === 0 || i === length - 1 ? plain : characters
    body += from.charAt(Math.floor(random() * from.length))
  }
  return body
}

/** A fake key of a family: the shape's prefix, optionally its optional part, and a body that comes from the seed. */
export function mintKey(
  family: 'live' | 'test' | 'webhook',
  seed: number,
  options: { readonly length?: number; readonly alphabet?: Alphabet; readonly optionalPart?: boolean } = {},
): string {
  const shape = keyShapes.find(one => (family === 'webhook' ? one.environment === null : one.environment === family)) as KeyShape
  const length = options.length ?? shape.body.max ?? 32
  const part = options.optionalPart === true ? (shape.optionalPart ?? '') : ''
  return shape.prefix + part + mintBody(seed, { length, alphabet: options.alphabet ?? (family === 'webhook' ? 'hex-lower' : 'base62') })
}
