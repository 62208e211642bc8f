import { constants, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createInflater, type Inflate } from './inflater.ts'

const node = vi.hoisted(() => ({ hidesHandle: false }))

vi.mock('node:zlib', async importOriginal => {
  const zlib = await importOriginal<typeof import('node:zlib')>()
  return { ...zlib, createInflate: () => (node.hidesHandle ? {} : zlib.createInflate()) }
})

const fast = createInflater()
node.hidesHandle = true
const open = createInflater()

/** What the stream comes to; nothing where it is refused. */
function read(inflate: Inflate, stream: Buffer, size: number): string | undefined {
  const before = Buffer.from('bytes before it')
  const input = Buffer.concat([before, stream, Buffer.from('bytes after it')])
  const output = Buffer.alloc(size + 1, 0xee)
  return inflate(input, before.length, before.length + stream.length, output, size) ? output.toString('latin1', 0, size) : undefined
}

/** The same from both, or what is different. */
function readBoth(stream: Buffer, size: number): string | undefined {
  const answer = read(open, stream, size)
  expect(answer).toBe(read(fast, stream, size))
  return answer
}

const text = Buffer.from('tree parent author committer '.repeat(40))
const flipped = (stream: Buffer, at: number): Buffer => {
  const copy = Buffer.from(stream)
  copy.writeUInt8((copy[at] ?? 0) ^ 0x10, at)
  return copy
}

it('without the inner handle of a Node that hides it, the documented way is taken', () => {
  expect(open).not.toBe(fast)
  expect(open.name).toBe('inflatePublicly')
})

describe('with and without it', () => {
  it.each([
    ['text', text, {}],
    ['nothing', Buffer.alloc(0), {}],
    ['one byte', Buffer.from('x'), {}],
    ['bytes as they are', text, { level: 0 }],
    ['fixed codes', text, { strategy: constants.Z_FIXED }],
    ['a small window', text, { windowBits: 9 }],
    ['a mebibyte of zeros', Buffer.alloc(1 << 20), {}],
  ])('%s is read', (_name, content, options) => {
    expect(readBoth(deflateSync(content, options), content.length)).toBe(content.toString('latin1'))
  })

  it('bytes after the stream are left alone', () => {
    expect(readBoth(Buffer.concat([deflateSync(text), Buffer.from('PACK')]), text.length)).toBe(text.toString())
  })

  it('a stream that is cut off anywhere is refused', () => {
    const stream = deflateSync(text)
    for (let length = 0; length < stream.length; length++) expect([length, readBoth(stream.subarray(0, length), text.length)]).toEqual([length, undefined])
  })

  it('a stream with a wrong bit anywhere is refused', () => {
    const stream = deflateSync(text)
    for (let at = 0; at < stream.length; at++) expect([at, readBoth(flipped(stream, at), text.length)]).toEqual([at, undefined])
  })

  it.each([
    ['one byte less', text.length + 1],
    ['one byte more', text.length - 1],
    ['much more', 10],
    ['more than nothing', 0],
  ])('a stream that comes to %s than it should is refused', (_name, size) => {
    expect(readBoth(deflateSync(text), size)).toBeUndefined()
  })

  it('a stream that wants a dictionary is refused', () => {
    expect(readBoth(deflateSync(text, { dictionary: Buffer.from('tree parent') }), text.length)).toBeUndefined()
  })

  it('what was refused leaves nothing behind', () => {
    const stream = deflateSync(text)
    for (const bad of [stream.subarray(0, 9), flipped(stream, 12), Buffer.from('no stream'), Buffer.alloc(0)]) {
      expect(readBoth(bad, text.length)).toBeUndefined()
      expect(readBoth(stream, text.length)).toBe(text.toString())
    }
  })

  it('is the same for whatever bytes, cut and changed anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(), fc.nat(), fc.integer({ min: -2, max: 2 }), (bytes, cutAt, flipAt, more) => {
        const stream = deflateSync(bytes)
        const size = Math.max(0, bytes.length + more)
        readBoth(stream, size)
        readBoth(stream.subarray(0, cutAt % stream.length), size)
        readBoth(flipped(stream, flipAt % stream.length), size)
      }),
      { numRuns: 300 },
    )
  })
})
