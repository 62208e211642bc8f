import { keyShapes, type CharacterClass, type Environment, type KeyRuleId, type KeyShape } from '@nuvion-guard/rules'

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

type NameIn<RuleId> = RuleId extends `nuvion-${infer Name}-${string}` ? Name : never

/** The name of a key family in tests: its environment, else the second word of its rule id. */
export type KeyFamily = Environment | Exclude<NameIn<KeyRuleId>, 'api'>

/** What tests call the family of a shape. */
export function familyOf(shape: KeyShape): KeyFamily {
  return shape.environment ?? (shape.ruleId.split('-')[1] as KeyFamily)
}

/** The shape of a family. Throws where there is no such family. */
export function shapeOf(family: string): KeyShape {
  const shape = keyShapes.find(one => familyOf(one) === family)
  if (shape === undefined) throw new Error(`no key family is called ${family}`)
  return shape
}

/** A fake key of a family: the shape's prefix, optionally its optional part, and a body that comes from the seed. */
export function mintKey(
  family: KeyFamily,
  seed: number,
  options: { readonly length?: number; readonly alphabet?: Alphabet; readonly optionalPart?: boolean } = {},
): string {
  const { prefix, optionalPart = '', body } = shapeOf(family)
  const { length = body.max ?? 32, alphabet = body.characters === 'hex-lower' ? 'hex-lower' : 'base62' } = options
  return prefix + (options.optionalPart === true ? optionalPart : '') + mintBody(seed, { length, alphabet })
}
