import * as tsParser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import plugin from '../index.ts'
import { readScenarios } from './read-scenarios.ts'

const topics = ['acceptance', 'hardcoded', 'client-side', 'logging', 'url', 'environment-mismatch', 'live-in-test', 'storage', 'error-message', 'clean-modules'] as const
/** Programs in one run; `FUZZ_PROGRAMS=100000 npx vitest run mutated-programs` looks longer. */
const programs = Number(process.env['FUZZ_PROGRAMS'] ?? 400)
const maxCharacters = 4000
const parserOptions = { ecmaFeatures: { jsx: true }, sourceType: 'module', range: true } as const
const linter = new Linter({ configType: 'flat', cwd: '/' })
const configFor = (languageOptions: Linter.LanguageOptions): Linter.Config[] => [
  ...plugin.configs.all.map(one => ({ ...one, files: ['**/*.*'] })),
  { files: ['**/*.*'], languageOptions, linterOptions: { reportUnusedDisableDirectives: 'off' } },
]
/** The trees of ESLint's own parser lack the fields that only TypeScript has. */
const configs = [configFor({ parser: tsParser, parserOptions }), configFor({ parserOptions: { ecmaFeatures: { jsx: true } } })]

/** A piece of a program that another one of its kind can take the place of. */
interface Piece {
  readonly kind: string
  readonly start: number
  readonly end: number
}

function listPieces(code: string): Piece[] {
  const pieces: Piece[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const { type, range } = value as { type: string; range?: [number, number] }
    const kind = toKind(type)
    if (kind !== undefined && range !== undefined) pieces.push({ kind, start: range[0], end: range[1] })
    for (const [name, inner] of Object.entries(value)) if (name !== 'parent' && name !== 'loc') visit(inner)
  }
  visit(tsParser.parseForESLint(code, parserOptions).ast.body)
  return pieces
}

function toKind(type: string): string | undefined {
  if (/Expression$|^Identifier$|^Literal$|^TemplateLiteral$/.test(type) && type !== 'JSXEmptyExpression') return 'expression'
  if (/Statement$|Declaration$/.test(type)) return 'statement'
  return /^Property$|^SpreadElement$|Pattern$|^JSX/.test(type) ? type : undefined
}

function isParsed(code: string): boolean {
  try {
    tsParser.parseForESLint(code, parserOptions)
    return true
  } catch {
    return false
  }
}

const scenarios = topics.flatMap(topic => readScenarios(new URL(`${topic}.txt`, import.meta.url))).filter(one => /\.[cm]?[jt]sx?$/.test(one.filename) && isParsed(one.code))
const filenames = [...new Set(scenarios.map(one => `/app/${one.filename}`))]
const pool = new Map<string, string[]>()
for (const { code } of scenarios) {
  for (const { kind, start, end } of listPieces(code)) pool.set(kind, [...(pool.get(kind) ?? []), code.slice(start, end)].slice(-2000))
}

/** What seldom stands in a program, around an expression of it. */
const odd: readonly ((expression: string) => string)[] = [
  one => `(0, ${one})`,
  one => `[${one}].map(x => x)`,
  one => `((x = ${one}, { y, ...z } = {}) => x)(${one})`,
  one => `\`\${${one}}\``,
  one => `function* g() { yield* ${one} }`,
  one => `<A {...b} c={${one}}>{${one}}</A>`,
  one => `(a ??= ${one})`,
  one => `f?.(...${one})`,
  one => `class { static #p = ${one}; static { this.#p } [${one}]() {} }`,
  one => `({ get a() { return ${one} }, set a(v) {}, async *b() {}, [${one}]: 1, __proto__: null })`,
  () => '[,,]',
  () => 'import.meta',
  () => 'new.target',
  () => '1n',
  () => '/x/v',
]
const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'env', 'process', 'map']

/** One change: a piece for another one of its kind, an odd form around an expression, or a name that every object has. */
const change = fc.record({ at: fc.nat(), with: fc.nat(), how: fc.constantFrom('piece', 'piece', 'piece', 'odd', 'name') })
const program = fc.record({ first: fc.nat(), second: fc.option(fc.nat()), filename: fc.nat(), changes: fc.array(change, { minLength: 1, maxLength: 8 }) })

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T
}

function mutate(code: string, { at, with: other, how }: { at: number; with: number; how: string }): string {
  const pieces = listPieces(code)
  if (pieces.length === 0) return code
  const { kind, start, end } = pick(pieces, at)
  const own = code.slice(start, end)
  const text =
    how === 'odd' && kind === 'expression' ? pick(odd, other)(own) : how === 'name' ? own.replace(/\b[a-z]\w*\b/i, pick(names, other)) : pick(pool.get(kind) ?? [own], other)
  const changed = code.slice(0, start) + text + code.slice(end)
  return changed.length < maxCharacters && isParsed(changed) ? changed : code
}

it('no rule throws on any program', () => {
  let reports = 0
  fc.assert(
    fc.property(program, ({ first, second, filename, changes }) => {
      const both = `${pick(scenarios, first).code}\n${second === null ? '' : pick(scenarios, second).code}`
      const code = changes.reduce(mutate, isParsed(both) ? both : pick(scenarios, first).code)
      for (const config of configs) reports += linter.verify(code, config, { filename: pick(filenames, filename) }).filter(message => message.ruleId?.startsWith('nuvion/')).length
    }),
    { numRuns: programs },
  )
  // The programs are such that the rules have work to do.
  expect(reports).toBeGreaterThan(programs / 10)
})

it.each(['export class A { static #p = 1; constructor() {} get b() { return process.env.NUVION_API_KEY } #c() { return this.b } async *[d]() {} }', 'export default { e() {}, ...f }', 'label: for (const [g, { h = 1 } = {}] of i) continue label'])(
  'no rule throws, whichever parser has read %s',
  code => {
    for (const config of configs) for (const filename of filenames) expect(() => linter.verify(code, config, { filename })).not.toThrow()
  },
)

/** The parsers themselves give up at some thousand. */
const longChain = 400

it.each([
  ['names that stand for each other', "let nuvionKey = nuvionToken; var nuvionToken = nuvionKey; fetch('https://api.nuvion.co', { headers: { Authorization: nuvionKey } })"],
  ['names with a choice between each other', "var nuvionKey = nuvionToken || 1; var nuvionToken = nuvionKey || 2; fetch('https://api.nuvion.co', { headers: { Authorization: nuvionKey } })"],
  ['objects that spread themselves', "const nuvion = { ...nuvion, ...other }, other = { ...nuvion }; console.log(nuvion, other); fetch(nuvion.url)"],
  ['getters of themselves', "const nuvion = { get key() { return nuvion.key }, apiKey: nuvion.apiKey }; console.log(nuvion.apiKey, nuvion.key)"],
  ['functions that return each other', 'const first = () => second(); const second = () => first(); console.log(first().nuvionKey, { ...second() })'],
  ['classes that make themselves', 'class Nuvion { constructor() { this.apiKey = this.apiKey; this.own = new Nuvion() } get key() { return this.key } } console.log(new Nuvion(), new Nuvion().key)'],
  ['headers and clients made of themselves', "const headers = new Headers(headers); headers.set('Authorization', headers); const api = api.create(api); api.defaults.headers.common.Authorization = process.env.NUVION_API_KEY; api.get('/x', { headers })"],
  ['a long chain of calls', `fetch('https://api.nuvion.co')${".set('a', process.env.NUVION_API_KEY)".repeat(longChain)}`],
  ['a long sum', `console.log(${"'nuvion' + ".repeat(longChain)}process.env.NUVION_API_KEY)`],
])('no rule throws on %s', (_title, code) => {
  for (const config of configs) expect(linter.verify(code, config, { filename: 'src/app.js' }).filter(message => message.fatal === true)).toEqual([])
})
