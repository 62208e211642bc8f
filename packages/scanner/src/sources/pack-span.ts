import type { PackIndex } from './pack-index.ts'

/** A stretch of a pack: the `count` objects that begin at the byte `from` or after it, and before the byte `to`. */
export interface PackSpan {
  readonly from: number
  readonly to: number
  readonly count: number
}

const buckets = 65_536

/** All of a pack. */
export function toWholeSpan(count: number): PackSpan {
  return { from: -Infinity, to: Infinity, count }
}

/** Cuts a pack of `size` bytes into spans of no more than `max` objects; nothing where they stand so close that this is no pack. */
export function cutPack(index: PackIndex, size: number, max: number): readonly PackSpan[] | undefined {
  if (index.count <= max) return [toWholeSpan(index.count)]
  const bucketBytes = Math.max(1, Math.ceil(size / buckets))
  const counts = new Uint32Array(buckets)
  index.offsets((_, offset) => {
    const bucket = Math.max(0, Math.min(buckets - 1, Math.floor(offset / bucketBytes)))
    counts[bucket] = (counts[bucket] as number) + 1
  })
  const spans: PackSpan[] = []
  let [from, count] = [-Infinity, 0]
  for (const [bucket, more] of counts.entries()) {
    if (more > max) return undefined
    if (count + more > max) {
      const to = bucket * bucketBytes
      spans.push({ from, to, count })
      from = to
      count = 0
    }
    count += more
  }
  spans.push({ from, to: Infinity, count })
  return spans
}

/** Calls `visit` with the ids of the objects of a span, in the order of the index; each stands at `at` of `bytes`, until the next. */
export function eachIdOf(index: PackIndex, { from, to, count }: PackSpan, visit: (bytes: Buffer, at: number) => void): void {
  if (count === index.count) {
    index.ids((_, bytes, at) => {
      visit(bytes, at)
    })
    return
  }
  const numbers = new Int32Array(count)
  let filled = 0
  index.offsets((number, offset) => {
    if (offset >= from && offset < to) numbers[filled++] = number
  })
  let next = 0
  index.ids((number, bytes, at) => {
    if (number !== numbers[next] || next === count) return
    next++
    visit(bytes, at)
  })
}
