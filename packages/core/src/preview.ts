import { keyShapes } from '@nuvion-guard/rules'
import type { Preview } from './redacted.ts'
import type { Secret } from './secret.ts'

/** Body length from which the last four characters are shown. */
const minForTail = 24

/** The public prefix, `…`, and the last four characters where the body has 24 or more: all that is ever printed of a key. */
export function toPreview(secret: Secret): Preview {
  return secret.reveal(key => {
    const shape = keyShapes.find(one => key.startsWith(one.prefix))
    if (shape === undefined) return '…'
    const part = shape.optionalPart !== undefined && key.startsWith(shape.prefix + shape.optionalPart) ? shape.optionalPart : ''
    const body = key.slice(shape.prefix.length + part.length)
    return `${shape.prefix}${part}…${body.length >= minForTail ? body.slice(-4) : ''}`
  }) as Preview
}
