import { toPreview } from '@nuvion-guard/core'
import { createIsAllowed } from '../allow.ts'
import { isFunction } from '../ast/ancestors.ts'
import type { Node } from '../ast/node.ts'
import { dottedName, staticName } from '../ast/static-name.ts'
import { folderOf } from '../fold/fold.ts'
import { hardcodedKeysOf } from '../fold/hardcoded-keys.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { environmentOfHost } from '../sinks/request.ts'
import { importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { isTestPath } from '../source/test-file.ts'
import { environmentOfName, isKeyEnvName } from '../taint/key-name.ts'
import { calleeName } from '../taint/sanitiser.ts'
import { tracerOf } from '../taint/tracer.ts'

/** Options of `no-live-key-in-tests`. */
export interface NoLiveKeyInTestsOptions {
  /** Globs of further files that are test code. */
  readonly testFiles?: readonly string[]
  readonly allow?: readonly string[]
}

/** Flags production keys, variables of production keys and the production host in test code. */
export const noLiveKeyInTests = defineRule<NoLiveKeyInTestsOptions>({
  name: 'no-live-key-in-tests',
  description: 'Disallow Nuvion production keys and the production API in test code',
  languages: 'any',
  options: { testFiles: namesOption, allow: namesOption },
  hasSuggestions: true,
  *check(file, options) {
    if (!isTestPath(file.path, options.testFiles) && !isTestPath(file.side().path, options.testFiles)) return
    const isAllowed = createIsAllowed(file, options.allow)
    for (const { match, range } of hardcodedKeysOf(file)) if (match.environment === 'live' && !isAllowed(match)) yield { range, messageId: 'key', data: { preview: toPreview(match.secret) } }
    if (!file.isScript) return
    yield* variables(file)
    yield* hosts(file)
  },
})

function* variables(file: LintFile): Generator<Problem> {
  const index = file.nodes()
  const tracer = tracerOf(file)
  for (const node of [...index.of('MemberExpression'), ...index.of('CallExpression')]) {
    const name = tracer.envNameOf(node)
    if (name === null || !isKeyEnvName(name, file.settings.envNames) || environmentOfName(name) !== 'live' || isTakenAway(node)) continue
    yield { range: node.range, messageId: 'variable', data: { name } }
  }
  for (const node of index.of('ObjectPattern')) {
    for (const property of node.properties) {
      const name = property.type === 'Property' ? staticName(property) : null
      if (name !== null && isKeyEnvName(name, file.settings.envNames) && environmentOfName(name) === 'live') yield { range: property.range, messageId: 'variable', data: { name } }
    }
  }
}

/** `delete process.env.NUVION_LIVE_KEY`, an assignment to it, or an assertion that it is missing. */
function isTakenAway(node: Node): boolean {
  const parent = node.parent
  if (parent?.type === 'UnaryExpression') return true
  if (parent?.type === 'AssignmentExpression' && parent.left === node) return true
  if (parent?.type !== 'CallExpression' || dottedName(parent.callee) !== 'expect') return false
  return /^(?:toBeUndefined|toBeFalsy|toBeNull)$/.test(parent.parent.type === 'MemberExpression' ? (staticName(parent.parent) ?? '') : '')
}

const mockers = /^(?:msw|nock|nock\/.*|fetch-mock|jest-fetch-mock|vitest-fetch-mock|axios-mock-adapter|undici-mock|@mswjs\/.*|msw\/.*|moxios|miragejs|sinon|supertest-mock|pollyjs|@pollyjs\/.*|wiremock.*|mockttp|fetch-mock-jest)$/
const harmlessCalls = /^(?:nock|rest|http|graphql|expect|assert|describe|it|test|cy\.intercept|page\.route|context\.route|browserContext\.route|fetchMock|mock|mockAgent|mockServer|server\.use|vi|jest|sinon|interceptor|intercept|moxios|adapter|mockAxios|axiosMock|fetchMocker|t|msw|HttpResponse|scope|pool|agent|mockPool|waitFor|suite|context)\b/

function* hosts(file: LintFile): Generator<Problem> {
  if (importsPackage(file, mockers)) return
  const index = file.nodes()
  const folder = folderOf(file)
  for (const node of [...index.of('Literal'), ...index.of('TemplateLiteral')]) {
    const text = folder.sketchOf(node)
    if (text === null || text.length > 300 || environmentOfHost(text) !== 'live' || /\s/.test(text.trim())) continue
    if (node.type === 'TemplateLiteral' && !file.textOf(node).includes('api.nuvion')) continue
    if (isHarmless(node)) continue
    const start = node.range[0] + file.textOf(node).indexOf('api.nuvion.co')
    yield { range: node.range, messageId: 'host', data: { host: 'api.nuvion.co' }, suggestions: [{ messageId: 'swapHost', data: { wanted: 'api.nuvion.dev' }, edits: [{ range: [start, start + 'api.nuvion.co'.length], text: 'api.nuvion.dev' }] }] }
  }
}

/** Where the host is asserted, intercepted or part of a title, no request goes there. */
function isHarmless(node: Node): boolean {
  for (let one = node.parent as Node | null | undefined; one != null; one = one.parent as Node | null | undefined) {
    if (one.type === 'ArrowFunctionExpression' && one.parent.type === 'CallExpression' && dottedName(one.parent.callee) === 'expect') return true
    if (one.type === 'ImportDeclaration') return true
    if (isFunction(one)) return false
    if (one.type === 'CallExpression') {
      const name = calleeName(one) ?? ''
      // of Playwright's tests, these set up where requests go
      if (/\.stubEnv$|^test\.(?:use|extend)$/.test(name)) return false
      if (harmlessCalls.test(name) || /(?:^|\.)(?:toBe|toEqual|toStrictEqual|toContain|toMatch\w*|toHaveBeen\w+|toThrow\w*|equal|strictEqual|deepEqual|intercept|route|onGet|onPost|onAny|reply|replyOnce|includes|startsWith|match|mockResolvedValue\w*|mockReturnValue\w*|waitForRequest|waitForResponse|calledWith)$/.test(name)) return true
    }
    if (one.type === 'BinaryExpression' && one.operator !== '+') return true
    if (one.type === 'SwitchCase' || one.type === 'TSLiteralType') return true
  }
  return false
}
