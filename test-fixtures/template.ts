import { mintKey } from './mint.ts'

/** What a rendered template says must be found: offsets in UTF-16 code units of the rendered text. */
export interface Expected {
  readonly key: string
  readonly environment: 'live' | 'test' | null
  readonly start: number
  readonly end: number
}

/**
 * Renders `<<live-key>>`, `<<test-key>>` and `<<webhook-key>>` (must be found, exactly there), their forms `<<!live-key>>`
 * (must not be found), and a name after a colon for a key of its own: `<<live-key:second>>`. The same name gives the same key.
 */
export function renderTemplate(template: string, seed = 1): { readonly text: string; readonly expected: readonly Expected[] } {
  const expected: Expected[] = []
  let text = ''
  let last = 0
  for (const found of template.matchAll(/<<(!?)(live|test|webhook)-key(?::([\w-]+))?>>/g)) {
    const [whole, negated, family, name] = found
    text += template.slice(last, found.index)
    last = found.index + whole.length
    const kind = family as 'live' | 'test' | 'webhook'
    const key = mintKey(kind, seed + hash(`${kind}/${name ?? ''}`))
    if (negated === '') expected.push({ key, environment: kind === 'webhook' ? null : kind, start: text.length, end: text.length + key.length })
    text += key
  }
  return { text: text + template.slice(last), expected }
}

function hash(name: string): number {
  let value = 0
  for (let i = 0; i < name.length; i++) value = (Math.imul(value, 31) + name.charCodeAt(i)) >>> 0
  return value
}
