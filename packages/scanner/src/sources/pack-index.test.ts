import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTempFolder } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { withPackIndex } from './pack-index.ts'

const toId = (number: number): Buffer => createHash('sha1').update(String(number)).digest()
const ids = Array.from({ length: 9000 }, (_, number) => toId(number)).sort((a, b) => Buffer.compare(a, b))

/** An index as git writes it (gitformat-pack, version 2), with 4-byte rows for offsets and 8-byte rows for those that are larger. */
function writeIndex(rows: readonly number[], large: readonly bigint[], change: (bytes: Buffer) => Buffer = bytes => bytes): string {
  const header = Buffer.alloc(8 + 1024)
  header.writeUInt32BE(0xff744f63, 0)
  header.writeUInt32BE(2, 4)
  for (let first = 0; first < 256; first++) header.writeUInt32BE(ids.slice(0, rows.length).filter(id => (id[0] as number) <= first).length, 8 + first * 4)
  const offsets = Buffer.alloc(rows.length * 4)
  for (const [number, row] of rows.entries()) offsets.writeUInt32BE(row, number * 4)
  const larger = Buffer.alloc(large.length * 8)
  for (const [number, offset] of large.entries()) larger.writeBigUInt64BE(offset, number * 8)
  const path = join(createTempFolder(), 'pack.idx')
  writeFileSync(path, change(Buffer.concat([header, ...ids.slice(0, rows.length), Buffer.alloc(rows.length * 4), offsets, larger, Buffer.alloc(40)])))
  return path
}

interface Read {
  readonly count: number
  readonly ids: readonly string[]
  readonly offsets: readonly number[]
}

function read(path: string): Read | undefined {
  return withPackIndex(path, 20, index => {
    if (index === undefined) return undefined
    const found: { count: number; ids: string[]; offsets: number[] } = { count: index.count, ids: [], offsets: [] }
    index.ids((number, bytes, at) => {
      found.ids[number] = bytes.toString('hex', at, at + 20)
    })
    index.offsets((number, offset) => {
      found.offsets[number] = offset
      expect(index.offset(number)).toBe(offset)
    })
    const together = Buffer.alloc((index.count + 1) * 20)
    index.readIds(together, 20)
    expect(together.toString('hex', 20)).toBe(found.ids.join(''))
    for (const [number, id] of ids.slice(0, index.count).entries()) expect(index.find(id)).toBe(number)
    expect(index.find(toId(-1))).toBe(-1)
    return found
  })
}

test('an index of more rows than are read at once', () => {
  const rows = ids.map((_, number) => 12 + number * 7)
  expect(read(writeIndex(rows, []))).toEqual({ count: 9000, ids: ids.map(id => id.toString('hex')), offsets: rows })
})

test('offsets beyond 2 and 4 GiB; one that the index does not have', () => {
  const found = read(writeIndex([12, 0x80000001, 0x7fffffff, 0x80000000, 0x80000009], [0x1_2345_6789n, 0x80000000n]))
  expect(found?.offsets).toEqual([12, 0x80000000, 0x7fffffff, 0x123456789, -1])
})

test.each<[title: string, change: (bytes: Buffer) => Buffer]>([
  ['of another version', bytes => (bytes.writeUInt32BE(3, 4), bytes)],
  ['without its mark', bytes => bytes.fill(0, 0, 4)],
  ['that is cut off', bytes => bytes.subarray(0, -60)],
  ['that is empty', () => Buffer.alloc(0)],
  ['whose table of first bytes goes down', bytes => (bytes.writeUInt32BE(4, 8 + 200 * 4), bytes)],
  ['that says it has more than there is', bytes => (bytes.writeUInt32BE(0xffffffff, 8 + 255 * 4), bytes)],
])('an index %s is none', (_title, change) => {
  expect(read(writeIndex([12, 20, 30], [], change))).toBeUndefined()
})
