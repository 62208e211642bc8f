import type { Candidate } from './candidate.ts'
import type { Confidence } from './match.ts'
import { judgeBody } from './stand-in.ts'

type Judged = Pick<Candidate, 'shape' | 'body' | 'hasOptionalPart' | 'isCutOff'>

/** How sure a candidate is a key; `undefined` where it is none. `inContext` says that Nuvion is named nearby. */
export function judge(candidate: Judged, inContext: boolean): Confidence | undefined {
  const { shape, body } = candidate
  if (shape.body.characters === 'hex-lower') {
    const wanted = shape.body.max ?? shape.body.min
    return body.length === wanted && /^[\da-f]+$/.test(body) && judgeBody(body) === 'random' ? 'high' : undefined
  }
  if (body.length < shape.minInContext) return undefined
  const verdict = judgeBody(body)
  if (verdict === 'stand-in') return undefined
  if (candidate.isCutOff && !isWhole(candidate)) return undefined
  if (verdict === 'contestable' || (body.length < shape.body.min && !inContext)) return 'low'
  return inContext || (candidate.hasOptionalPart && /^[\da-f]{32,}$/i.test(body)) ? 'high' : 'medium'
}

/** A body of the length that keys are issued with, so that what follows it (an ellipsis, a mask) cuts nothing off. */
function isWhole({ body }: Judged): boolean {
  return /^[\da-f]+$/i.test(body) ? body.length === 32 || body.length === 40 || body.length === 48 || body.length === 64 : body.length >= 32
}
