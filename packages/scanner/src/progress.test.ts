import { expect, it } from 'vitest'
import { createProgress } from './progress.ts'

function record(isOn: boolean): { written: string[]; at: (ms: number) => void; progress: ReturnType<typeof createProgress> } {
  let now = 0
  const written: string[] = []
  const progress = createProgress({ write: text => written.push(text), now: () => now, isOn })
  return { written, progress, at: ms => (now = ms) }
}

it('is silent for the first second, then shows a line that is replaced at most ten times a second', () => {
  const { written, progress, at } = record(true)
  progress.update(1, undefined, 'files', 0)
  at(999)
  progress.update(10, undefined, 'files', 0)
  expect(written).toEqual([])
  at(1000)
  progress.update(1200, 5000, 'objects', 0)
  at(1050)
  progress.update(1300, 5000, 'objects', 0)
  at(1100)
  progress.update(1400, 5000, 'objects', 2)
  progress.clear()
  expect(written).toEqual(['\r\u001b[K1,200 of 5,000 objects', '\r\u001b[K1,400 of 5,000 objects · 2 findings', '\r\u001b[K'])
})

it('never writes where there is no terminal', () => {
  const { written, progress, at } = record(false)
  at(5000)
  progress.update(1, 2, 'files', 3)
  progress.clear()
  expect(written).toEqual([])
})
