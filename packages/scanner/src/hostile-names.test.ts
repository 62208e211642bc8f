import { describe, expect, it } from 'vitest'
import { createTempRepo, mintKey, runCli } from '@nuvion-guard/test-fixtures'
import type { Report } from './report.ts'

/** What moves a cursor, breaks a line, turns the direction of text or is seen by nobody. */
const hostile = ['\u001b[2J', '\n', '\r', '\t', '\u007f', '\u009b31m', '\u0085', '\u00ad', '\u061c', '\u200b', '\u202e', '\u2028', '\u2066', '\ue000', '\ufeff', '\u{e0041}']
const name = `a${hostile.join('b')}c`
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u

const repo = createTempRepo()
const person = { name: `Eve${hostile.filter(one => one !== '\n').join('v')}e`, email: 'eve\u202e\u001b[0m@example.com' }
repo.commitFiles({ [`${name}/${name}`]: mintKey('live', 61), 'ok.txt': 'x' }, `Add\u001b[31m ${mintKey('live', 62)}\u202e`, { author: person, committer: person })
repo.write(Buffer.from([0x62, 0xff, 0x9b, 0x33]), mintKey('live', 63))
repo.stage()
repo.branch(`b\u202e\ufeff-${mintKey('test', 64)}`)
repo.switchTo('main')
repo.tag('t\u200f', { message: mintKey('live', 65) })

describe('no hostile name of a file, a ref or a person reaches the terminal as it is', () => {
  it.each(['audit', 'history', 'files', 'staged', 'range HEAD', 'audit --no-attribution'])('%s', words => {
    for (const format of ['human', 'json']) {
      const { status, stdout, stderr } = runCli([...words.split(' '), '--format', format], { cwd: repo.directory })
      expect(status).toBe(1)
      expect(stdout + stderr).not.toMatch(unprintable)
      if (format === 'json') expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, coverage: { complete: true } })
    }
  })

  it('in JSON they are there in full', () => {
    const report = JSON.parse(runCli(['history', '--format', 'json'], { cwd: repo.directory }).stdout) as Report
    expect(report.findings.map(({ path }) => path)).toContain(`${name}/${name}`)
    expect(report.keys.find(({ introduced }) => introduced?.path === `${name}/${name}`)?.introduced?.author).toEqual(person)
  })

  it.each(['', 'files ', 'files --', 'files --format ', 'files --confidence ', 'audit ', 'history --branch ', 'range ', 'pre-receive --timeout-ms ', 'hook '])('in what is wrong with: %s…', words => {
    const args = `${words}no${name}`.split(' ')
    const { status, stdout, stderr } = runCli(args, { cwd: repo.directory })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).not.toMatch(unprintable)
  })
})
