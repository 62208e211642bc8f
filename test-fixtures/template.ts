import type { Environment } from '@nuvion-guard/rules'
import { familyOf, mintKey, shapeOf } from './mint.ts'

/** What a rendered template says must be found: offsets in UTF-16 code units of the rendered text. */
export interface Expected {
  readonly key: string
  readonly environment: Environment | null
  readonly start: number
  readonly end: number
}

const hexOf = (text: string): string => Buffer.from(text).toString('hex')

/** Ways in which a key can stand in a text. `split` is for a place between single quotes. */
const writings: Readonly<Partial<Record<string, (key: string) => string>>> = {
  plain: key => key,
  base64: key => Buffer.from(key).toString('base64'),
  hex: hexOf,
  percent: key => key.replaceAll('_', '%5F'),
  unicode: key => key.replaceAll('_', '\\u005f'),
  escape: key => key.replaceAll('_', '\\x5f'),
  entity: key => key.replaceAll('_', '&#95;'),
  reversed: key => [...key].reverse().join(''),
  split: key => `${key.slice(0, 14)}' + '${key.slice(14)}`,
}

/**
 * Renders `<<live-key>>`, `<<test-key>>` and `<<webhook-key>>` (must be found, exactly there), their forms `<<!live-key>>`
 * (must not be found), and a name after a colon for a key of its own: `<<live-key:second>>`. The same name gives the same key.
 * A way of writing after a bar, `<<live-key|base64>>`, writes the key so; what is found is the written text. `<<live-prefix>>` is the prefix
 * alone, for stand-ins: what looks like a key, filler or not, is never committed.
 */
export function renderTemplate(template: string, seed = 1): { readonly text: string; readonly expected: readonly Expected[] } {
  const expected: Expected[] = []
  let text = ''
  let last = 0
  for (const found of template.matchAll(/<<(!?)([a-z]+)-(key|prefix)(?::([\w-]+))?(?:\|(\w+))?>>/g)) {
    const [whole, negated, family = '', part, name, writing = 'plain'] = found
    text += template.slice(last, found.index)
    last = found.index + whole.length
    const shape = shapeOf(family)
    if (part === 'prefix') {
      text += shape.prefix
      continue
    }
    const key = mintKey(familyOf(shape), seed + hash(`${family}/${name ?? ''}`))
    const write = writings[writing]
    if (write === undefined) throw new Error(`${whole}: there is no way of writing called ${writing}`)
    const written = write(key)
    if (negated === '') expected.push({ key, environment: shape.environment, start: text.length, end: text.length + written.length })
    text += written
  }
  return { text: text + template.slice(last), expected }
}

function hash(name: string): number {
  let value = 0
  for (let i = 0; i < name.length; i++) value = (Math.imul(value, 31) + name.charCodeAt(i)) >>> 0
  return value
}
