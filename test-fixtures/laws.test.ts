import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as rules from '@nuvion-guard/rules'
import { describe, expect, test } from 'vitest'
import { fixtureCases } from './cases.ts'
import { familyOf } from './mint.ts'
import { runCli } from './run-cli.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('lint rules', () => {
  const folder = 'packages/eslint-plugin/src/rules'
  const names = readdirSync(join(root, folder)).filter(file => !file.endsWith('.test.ts')).map(file => file.replace(/\.ts$/, ''))

  test('there are some', () => expect(names).not.toEqual([]))
  test.each(names)('%s has a test and a page, and is in the list', name => {
    expect(existsSync(join(root, folder, `${name}.test.ts`))).toBe(true)
    expect(existsSync(join(root, 'packages/eslint-plugin/docs/rules', `${name}.md`))).toBe(true)
    expect(read('packages/eslint-plugin/src/rule-list.ts')).toContain(`'${name}': `)
  })
})

describe('key families', () => {
  const families = rules.keyShapes.map(shape => ({ title: shape.title, family: familyOf(shape), prefix: shape.prefix }))

  test.each(families)('$title has a case that is found and one that is silent', ({ family, prefix }) => {
    expect(fixtureCases.filter(one => one.expected.some(({ key }) => key.startsWith(prefix)))).not.toEqual([])
    expect(fixtureCases.filter(one => one.template.includes(`<<!${family}-key`))).not.toEqual([])
  })
})

test('rules/ holds facts: no functions, no regular expressions, nothing that changes by itself', () => {
  const strange: string[] = []
  const walk = (value: unknown, path: string): void => {
    if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return
    const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
    if (typeof value !== 'object' || !isPlain) strange.push(path)
    else for (const [name, inner] of Object.entries(value)) walk(inner, `${path}.${name}`)
  }
  for (const [name, value] of Object.entries(rules)) walk(value, name)
  expect(strange).toEqual([])
})

test('the project scans itself clean, without an allowlist', () => {
  const { status, stdout, stderr } = runCli(['files', '.', '--format', 'json'], { cwd: root })
  const { findings, coverage } = JSON.parse(stdout) as { findings: readonly { path: string; line: number; confidence: string }[]; coverage: { complete: boolean; files: number } }
  expect(findings.map(({ path, line }) => `${path}:${String(line)}`)).toEqual([])
  expect({ status, stderr, complete: coverage.complete }).toEqual({ status: 0, stderr: '', complete: true })
  expect(coverage.files).toBeGreaterThan(100)
})

describe('documents', () => {
  test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].filter(name => existsSync(join(root, name))))('%s names only files that exist', name => {
    // `path/of.file` and `folder/`; what holds a placeholder, or is a command or a package, is no path.
    const paths = [...read(name).matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*\/?)`/g)].map(found => found[1] ?? '').filter(path => /^(?:packages|rules|scripts|bench|test-fixtures|\.changeset|\.ci)\//.test(path))
    expect(paths.filter(path => !existsSync(join(root, path)))).toEqual([])
  })

  test('each package carries the license of the whole', () => {
    for (const name of ['scanner', 'eslint-plugin']) expect(read(`packages/${name}/LICENSE`)).toBe(read('LICENSE'))
  })
})
