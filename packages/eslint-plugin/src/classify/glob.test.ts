import { frameworks, genericClientFiles, genericServerFiles, shippingFacts, testFiles } from '@nuvion-guard/rules'
import { createRandom } from '@nuvion-guard/test-fixtures'
import picomatch from 'picomatch'
import { expect, it } from 'vitest'
import { languageFiles } from '../languages/language-files.ts'
import { matchesGlob } from './glob.ts'

const globs = [
  ...new Set([
    ...frameworks.flatMap(one => [...one.server, ...one.client, ...one.shared, ...(one.tellingPaths ?? []), ...(one.defaultFiles ?? []), ...(one.serverExportFiles ?? [])]),
    ...shippingFacts.flatMap(one => [...one.clientOutput, ...one.serverOutput, ...one.backDoors.flatMap(door => door.files)]),
    ...genericClientFiles, ...genericServerFiles, ...testFiles, ...Object.values(languageFiles).flat(),
    'a?c.ts', '[ab]b.ts', '*', '**', 'lib/**/deep/*.ts', '{a,{b,c}}/x.ts',
  ]),
]

/** Paths that match a glob or nearly do: its wildcards filled in, then now and then a character changed. */
function pathNear(glob: string, random: () => number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] as string
  let path = glob
  for (let depth = 0; depth < 3; depth++) path = path.replace(/\{([^{}]*)\}/g, (_whole, inner: string) => pick(inner.split(',')))
  path = path
    .replace(/\*\*\//g, () => pick(['', 'a/', 'a/b/', '.hidden/']))
    .replace(/\*\*/g, () => pick(['x', 'x/y.ts', 'x/y/z.tsx', 'index.html']))
    .replace(/\*/g, () => pick(['x', 'index', 'a-b', '[id]', 'ts', 'page.server']))
    .replace(/\?/g, () => pick(['x', 'é', '/']))
    .replace(/\[[^\]]*\]/g, () => pick(['2', '3', '4', 'a', 'b']))
  if (random() < 0.3) path = `${pick(['src/', 'apps/web/', '.'])}${path}`
  if (random() < 0.3) path = path.replace(/[aest]/, () => pick(['', 'x', '/', '.']))
  return path.replace(/\/{2,}/g, '/').replace(/^\//, '')
}

it.each(globs.filter(glob => !/\(/.test(glob)))('agrees with picomatch on %s', glob => {
  const random = createRandom(7)
  const reference = picomatch(glob, { dot: true })
  for (let round = 0; round < 200; round++) {
    const path = pathNear(glob, random)
    if (path === '' || /(?:^|\/)\.{1,2}(?:\/|$)/.test(path) || path.endsWith('/')) continue
    expect([path, matchesGlob(path, [glob])]).toEqual([path, reference(path)])
  }
})

it('takes what is no wildcard literally', () => {
  expect(matchesGlob('routes/a/(_islands)/x.tsx', ['routes/**/(_islands)/**'])).toBe(true)
  expect(matchesGlob('app/a+api.ts', ['**/*+api.*'])).toBe(true)
  expect(matchesGlob('a.ts', ['{a.ts'])).toBe(true)
  expect(matchesGlob('a}.ts', ['a}.ts'])).toBe(true)
  expect(matchesGlob('b.ts', ['[!a].ts'])).toBe(true)
  expect(matchesGlob('a.ts', ['[!a].ts'])).toBe(false)
})
