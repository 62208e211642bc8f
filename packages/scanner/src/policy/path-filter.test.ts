import { describe, expect, it } from 'vitest'
import { createPathFilter } from './path-filter.ts'

const filter = (include: string[], exclude: string[] = []): ((path: string) => boolean) => createPathFilter({ include, exclude })

describe('createPathFilter', () => {
  it.each([
    [['*.ts'], 'deep/down/a.ts', true],
    [['*.ts'], 'a.tsx', false],
    [['src'], 'src/deep/a.ts', true],
    [['src'], 'lib/src/a.ts', true],
    [['./src/*.ts'], 'src/a.ts', true],
    [['src/*.ts'], 'src/deep/a.ts', false],
    [['src/'], 'src/a.ts', true],
    [['**/.env*'], 'a/.env.local', true],
    [['*'], '.git/config', true],
    [['{a,b}/**'], 'b/c', true],
    [['new*'], 'new\nline/file', true],
    [[], 'anything', true],
  ])('--include %j: %s → %s', (globs, path, isAccepted) => {
    expect(filter(globs)(path)).toBe(isAccepted)
  })

  it('lets --exclude win', () => {
    expect(filter(['*.ts'], ['*.test.ts'])('a.test.ts')).toBe(false)
    expect(filter([], ['node_modules'])('a/node_modules/b/c.js')).toBe(false)
    expect(filter([], ['node_modules'])('a/node_modules_not')).toBe(true)
  })
})
