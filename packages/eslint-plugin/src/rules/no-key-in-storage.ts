import {
  asyncStoragePackages, cookiePackages, cookieSetters, cookieStores, extensionPackages, indexedDbPackages, keptValues, localStoragePackages, mmkvPackages, preferencePackages, preferenceStores, secretStores, settingsFilePackages, storageWriters,
} from '@nuvion-guard/rules'
import type { Node } from '../ast/node.ts'
import { ancestorOf, isFunction } from '../ast/ancestors.ts'
import { returnsOf } from '../ast/functions.ts'
import { dottedName, literalName, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { pathInPattern, writesOf } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { onlyWrite } from '../fold/objects.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { isLogPath } from '../sinks/log.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsOf, importsPackage } from '../source/imports.ts'
import { sideIn } from '../source/side-in.ts'
import type { LintFile } from '../source/lint-file.ts'
import { keysIn, problemAt } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'
import { calleeName, isRedactor } from '../taint/sanitiser.ts'

/** Options of `no-key-in-storage`. */
export interface NoKeyInStorageOptions {
  /** Further objects or functions that store what they are given. */
  readonly sinks?: readonly string[]
  /** Names of secret stores in which a key may be kept. */
  readonly allowStores?: readonly string[]
}

/** A place that keeps what it is given, and what that means. */
interface Place {
  readonly sink: string
  readonly rule: string
}

interface Store extends Place {
  readonly values: readonly Node[]
  /** Name under which the value is kept. */
  readonly label: Node | null
}

const browser = 'every script of the page can read it, and it outlives the session'
const device = 'it lies unencrypted on the device'
const disk = 'it stays in a file'

const asyncStorage: Place = { sink: 'AsyncStorage', rule: device }
const mmkv: Place = { sink: 'MMKV', rule: device }
const preferences: Place = { sink: 'app preferences', rule: device }
const indexedDb: Place = { sink: 'IndexedDB', rule: browser }
const localStorage: Place = { sink: 'localStorage', rule: browser }
const browserStorage: Place = { sink: 'browser storage', rule: browser }
const cookie: Place = { sink: 'a cookie', rule: 'it travels with every request and lands in logs' }
const extension: Place = { sink: 'extension storage', rule: 'every part of the extension can read it, unencrypted' }
const settingsFile: Place = { sink: 'a settings file', rule: disk }
const plainFile: Place = { sink: 'a file', rule: disk }

/** Flags keys that are written to browser storage, cookies, app storage or files. */
export const noKeyInStorage = defineRule<NoKeyInStorageOptions>({
  name: 'no-key-in-storage',
  description: 'Disallow Nuvion keys in browser storage, cookies, app storage and files',
  languages: 'script',
  options: { sinks: namesOption, allowStores: namesOption },
  *check(file, options) {
    const stores = namesOfStores(file)
    for (const call of callsOf(file)) {
      const store = storeOf(file, call, stores, options)
      if (store !== null) yield* problemsOf(file, store)
      else if (call.name === 'persist') yield* keptState(file, call)
    }
    for (const node of file.nodes().of('Property')) if (/^set-cookie$/i.test(staticName(node) ?? '')) yield* problemsOf(file, { ...cookie, values: [node.value], label: null })
    for (const node of file.nodes().of('AssignmentExpression')) {
      const store = storeOfAssignment(file, node.left, node.right)
      if (store !== null) yield* problemsOf(file, store)
    }
  },
})

/** Something that is kept under a key's name. */
function kept({ range }: Node, name: string | null, { sink, rule }: Place): Problem {
  return { range, messageId: 'stored', data: { name: `'${String(name)}'`, sink, rule } }
}

function* problemsOf(file: LintFile, store: Store): Generator<Problem> {
  const { sink, rule, values, label } = store
  const traces = keysIn(file, values)
  for (const trace of traces) yield problemAt(trace, 'stored', { sink, rule })
  const name = traces.length > 0 ? null : folderOf(file).textOf(label)
  if (traces.length === 0) {
    for (const one of values.flatMap(value => folderOf(file).objectOf(label === null ? value : writtenOut(value))?.properties ?? [])) {
      const strength = one.type === 'Property' ? keyNameStrength(staticName(one) ?? '') : null
      if (one.type === 'Property' && (strength === 'nuvion' || (strength !== null && /nuvion/i.test(name ?? ''))) && isOpaque(file, one.value)) yield kept(one, staticName(one), store)
    }
  }
  const [value] = values
  // a label may stand where the store was made
  const isApart = label !== null && value !== undefined && ancestorOf(label, one => /Statement$|Declaration$/.test(one.type)) !== ancestorOf(value, one => /Statement$|Declaration$/.test(one.type))
  if (label !== null && name !== null && value !== undefined && keyNameStrength(name) === 'nuvion' && (isOpaque(file, value) || sink === browserStorage.sink)) yield kept(isApart ? value : label, name, store)
}

/** The state of a Zustand store that `persist` keeps: what `partialize` picks of it, or all of it. */
function* keptState(file: LintFile, { arguments: [creator, options] }: Call): Generator<Problem> {
  const folder = folderOf(file)
  const label = folder.propertyOf(options, 'name')
  if (creator === undefined || label === null) return
  const storage = folder.propertyOf(options, 'storage') ?? folder.propertyOf(options, 'getStorage')
  // other libraries have a function of this name too
  if (storage === null && !importsPackage(file, /^zustand(?:\/|$)/) && !/nuvion/i.test(folder.textOf(label) ?? '')) return
  const text = storage === null ? localStorage.sink : file.textOf(storage)
  const place = /\b(?:local|session)Storage\b/.test(text) ? localStorage : /\bAsyncStorage\b/.test(text) ? asyncStorage : null
  if (place === null) return
  const { sink, rule } = { ...place, sink: text.includes('sessionStorage') ? 'sessionStorage' : place.sink }
  // `persist(immer(set => …), …)`
  const inner = unwrap(creator)
  const states = returnsOf(folder.propertyOf(options, 'partialize') ?? (inner.type === 'CallExpression' ? (inner.arguments[0] ?? inner) : inner))
  const traces = keysIn(file, states)
  for (const trace of traces) yield problemAt(trace, 'stored', { sink, rule })
  const named = traces.length > 0 ? undefined : states.flatMap(state => folder.objectOf(state)?.properties ?? []).find(one => one.type === 'Property' && keyNameStrength(staticName(one) ?? '') === 'nuvion' && isText(one.value))
  if (named !== undefined) yield kept(label, staticName(named), { sink, rule })
}

/** A value that is or may become a text: no function, flag or number. */
function isText(outer: Node): boolean {
  const node = unwrap(outer)
  return node.type === 'Literal' ? node.value === null || typeof node.value === 'string' : /^(?:Identifier|MemberExpression|LogicalExpression)$/.test(node.type)
}

/** What is written as JSON. */
function writtenOut(outer: Node): Node {
  const node = unwrap(outer)
  return node.type === 'CallExpression' && dottedName(node.callee) === 'JSON.stringify' ? (node.arguments[0] ?? node) : node
}

/** A value of which nothing is known: under a key's name it is the key. */
function isOpaque(file: LintFile, outer: Node): boolean {
  const node = unwrap(outer)
  if (folderOf(file).fold(node) !== null) return false
  if (node.type === 'MemberExpression') return /^(?:value|current|key|apiKey|token|secret|data)$/.test(staticName(node) ?? '')
  if (node.type === 'Identifier') {
    if (!/^(?:key|value|val|v|k|input|newKey|token|secret|nextKey)$/.test(node.name) && keyNameStrength(node.name) === null) return false
    const variable = file.variableOf(node)
    return variable === null || writesOf(variable).every(write => !isMade(file, write.value))
  }
  if (node.type === 'CallExpression') {
    const name = dottedName(node.callee) ?? ''
    return !isRedactor(name, []) && /^(?:String|JSON\.stringify)$/.test(name) && node.arguments[0] !== undefined && isOpaque(file, node.arguments[0])
  }
  return false
}

/** A value that is made safe, or of parts that are known. */
function isMade(file: LintFile, outer: Node): boolean {
  const node = unwrap(outer)
  if (node.type === 'TemplateLiteral' || node.type === 'ObjectExpression' || folderOf(file).fold(node) !== null) return true
  if (node.type !== 'CallExpression') return false
  const name = calleeName(node) ?? ''
  return isRedactor(name, file.settings.redactors ?? []) || /(?:^|\.)(?:slice|substring|replace|digest|encrypt\w*)$/.test(name)
}

const packages: readonly (readonly [readonly string[], Place])[] = [
  [asyncStoragePackages, asyncStorage],
  [mmkvPackages, mmkv],
  [indexedDbPackages, indexedDb],
  [cookiePackages, cookie],
  [preferencePackages, preferences],
  [settingsFilePackages, settingsFile],
  [localStoragePackages, localStorage],
  [extensionPackages, extension],
]

const makers: readonly (readonly [RegExp, Place])[] = [
  [/^(?:ElectronStore|Conf|Configstore)$/, settingsFile],
  [/(?:^|\.)createWriteStream$/, plainFile],
  [/^MMKV$/, mmkv],
  [/^Dexie$/, indexedDb],
  [/^cookies(?:\(\))?$|^createCookie$/, cookie],
  [/^openDB$|indexedDB|\.(?:objectStore|transaction\(\)\.objectStore)$/, indexedDb],
]

function placeOf(name: string): Place | undefined {
  return makers.find(([pattern]) => pattern.test(name))?.[1]
}

/** Local names of stores that packages export, with what they are. */
function namesOfStores(file: LintFile): ReadonlyMap<string, Place> {
  const names = new Map<string, Place>()
  for (const { node, source } of importsOf(file)) {
    const place = packages.find(([names]) => names.includes(source))?.[1]
    if (place !== undefined && node.type === 'ImportDeclaration') for (const one of node.specifiers) names.set(one.local.name, place)
  }
  for (const node of file.nodes().of('ClassDeclaration')) {
    const parent = node.superClass === null ? '' : (dottedName(node.superClass) ?? '')
    const place = names.get(parent) ?? placeOf(parent)
    if (place !== undefined && node.id !== null) names.set(node.id.name, place)
  }
  for (const node of file.nodes().of('VariableDeclarator')) {
    const init = node.init === null ? null : unwrap(node.init)
    if (node.id.type !== 'Identifier' || (init?.type !== 'NewExpression' && init?.type !== 'CallExpression')) continue
    const maker = dottedName(init.callee) ?? ''
    const place = names.get(maker) ?? names.get(maker.split('.')[0] ?? '') ?? (maker === 'Store' && (importsPackage(file, /^electron-store$/) || file.variableOf(init.callee) === null) ? settingsFile : placeOf(maker))
    if (place !== undefined) names.set(node.id.name, place)
  }
  return names
}

function storeOf(file: LintFile, call: Call, stores: ReadonlyMap<string, Place>, options: NoKeyInStorageOptions): Store | null {
  const { name, method } = call
  const [first, ...rest] = call.arguments
  const owner = (method === 'setItem' ? (webStorageOf(file, call) ?? call.owner) : call.owner).replace(/^(?:globalThis|window|self|global)\./, '')
  const isNamed = (names: readonly string[] | undefined): boolean => names?.some(one => one === owner || one === name) === true
  if (first === undefined || isNamed(options.allowStores)) return null
  if (call.isNew) {
    const defaults = folderOf(file).propertyOf(first, 'defaults')
    return defaults !== null && (stores.get(name) ?? placeOf(name)) === settingsFile ? { ...settingsFile, values: [defaults], label: null } : null
  }
  const pair = (place: Place): Store => ({ ...place, values: rest, label: first })
  const all = (place: Place): Store => ({ ...place, values: call.arguments, label: null })
  const after = (place: Place): Store => ({ ...place, values: rest, label: null })
  const isWriter = storageWriters.includes(method)
  const adds = /^(?:bulk)?(?:put|add)$/i.test(method)

  if (/^(?:localStorage|sessionStorage)$/.test(owner) && method === 'setItem') return pair({ sink: owner, rule: browser })
  if (isNamed(options.sinks)) return all({ sink: name, rule: disk })
  if (secretStores.includes(owner.split(/\W/, 1)[0] ?? '')) return null
  if (isWriter && /(?:^|\.)AsyncStorage$/.test(owner)) return method === 'setItem' ? pair(asyncStorage) : all(asyncStorage)
  if (method === 'set' && call.node.callee.type === 'MemberExpression' && extensionArea.test(nameBehind(file, call.node.callee.object) ?? '')) return all(extension)
  if ((cookieStores.includes(owner) || /^\w*\.cookies(?:\(\))?$/.test(owner)) && /^(?:set|serialize|create)$/.test(method)) return rest.length === 0 ? recordOf(file, first, cookie, 'name') : pair(cookie)
  if ((method === 'cookie' && /^(?:res|response|reply|this\.res)(?:\.|$)/.test(owner)) || (method === 'setCookie' && owner !== '')) return pair(cookie)
  if (/^(?:session|cookieSession)$/.test(owner) && method === 'set' && rest.length === 1) return pair({ ...cookie, sink: 'the session' })
  if (cookieSetters.includes(name)) return all(cookie)
  if (/^(?:setHeader|append|set|header)$/.test(method) && /^set-cookie$/i.test(literalName(first) ?? '')) return after(cookie)
  if (preferenceStores.includes(owner) && method === 'set') return recordOf(file, first, preferences, 'key')
  if (keptValues.includes(name)) return pair(name.includes('Cookie') ? cookie : browserStorage)
  if (/^(?:(?:fs|fsp|fsPromises|promises|fs\.promises|fse|RNFS|FileSystem)\.)?(?:writeFile|writeAsStringAsync|writeFileSync|appendFile|appendFileSync|outputFile|outputJson|writeJson|writeJsonSync|outputFileSync)$|^(?:Bun\.write|Deno\.writeTextFile|Deno\.writeTextFileSync|Deno\.writeFile)$/.test(name)) return isLogPath(first) ? null : after(plainFile)
  if (adds && /^(?:objectStore|store|tx\.store)$|objectStore\(\)$/.test(owner) && /objectStore|indexedDB|IDBDatabase/.test(file.text)) return all(indexedDb)
  const known = stores.get(owner) ?? stores.get(owner.split('.')[0] ?? '') ?? placeOf(owner.replace(/\(\)$/, '')) ?? (owner === '' ? stores.get(name) : undefined)
  if (known !== undefined && (owner !== '' ? isWriter : /^(?:set|setCookie|setMany|update|use\w+|serialize)$/.test(name))) {
    if (known === preferences) return recordOf(file, first, preferences, 'key')
    return rest.length > 0 && method !== 'put' && known !== plainFile ? pair(known) : all(known)
  }
  if (isWriter && /^(?:localforage|localForage|idbKeyval|idb|MMKV|mmkv)$/.test(owner)) return pair(/^mmkv$/i.test(owner) ? mmkv : indexedDb)
  if (!adds || !/^(?:db|database|idb)(?:\.\w+)?$/.test(owner)) return null
  if (importsPackage(file, /^(?:idb|dexie)$/) || /indexedDB|openDB/.test(file.text)) return all(indexedDb)
  // a database that code of the browser writes to is one of the browser; `db.table.put(…)` is Dexie's way of writing, wherever it stands
  const { side } = sideIn(file, call.node)
  return side === 'client' || (side !== 'server' && /^\w+\.\w+$/.test(owner) && /put$/i.test(method) && rest.length === 0) ? all(indexedDb) : null
}

/** The storage that a call writes to where a variable stands for it, or a condition chooses: `(remember ? localStorage : sessionStorage).setItem(…)`. */
function webStorageOf(file: LintFile, { node: { callee } }: Call): string | null {
  if (callee.type !== 'MemberExpression') return null
  const object = unwrap(callee.object)
  const variable = file.variableOf(object)
  const definition = variable?.defs[0]
  const [write] = writesOf(variable)
  const callable = definition?.type === 'Parameter' ? (definition.node as Node) : null
  // `const { localStorage: store } = window`, `({ localStorage: store } = window) => …`
  const path = isFunction(callable) ? callable.params.flatMap(one => pathInPattern(one, definition?.name as Node) ?? []) : (write?.path ?? [])
  const [step] = path
  if (step?.kind === 'property' && /^(?:local|session)Storage$/.test(step.name)) return step.name
  const value = write?.value ?? object
  const name = dottedName(value.type === 'ConditionalExpression' ? value.consequent : value)
  return name !== null && /(?:^|\.)(?:local|session)Storage$/.test(name) ? name : null
}

const extensionArea = /^(?:(?:globalThis|window|self|global)\.)?(?:chrome|browser|messenger)\.storage\.(?:local|sync|session|managed)$/
/** Constants that stand for one another. */
const deepest = 8

/** The dotted name of what an expression stands for: `chrome.storage.local` of a constant that holds it, or that a pattern takes out of it. */
function nameBehind(file: LintFile, outer: Node, depth = 0): string | null {
  const node = unwrap(outer)
  const step = node.type === 'MemberExpression' ? staticName(node) : null
  const write = depth === deepest ? null : onlyWrite(file.variableOf(node))
  if (step === null && write === null) return dottedName(node)
  const owner = node.type === 'MemberExpression' ? nameBehind(file, node.object, depth) : nameBehind(file, write?.value ?? node, depth + 1)
  const steps = step === null ? (write?.path.map(one => (one.kind === 'property' ? one.name : null)) ?? []) : [step]
  return owner === null || steps.includes(null) ? null : [owner, ...steps].join('.')
}

/** `Preferences.set({ key: 'nuvionKey', value })`, `cookies().set({ name, value })`: one property is a label. */
function recordOf(file: LintFile, node: Node, place: Place, label: string): Store | null {
  const folder = folderOf(file)
  const value = folder.propertyOf(node, 'value')
  return value === null ? null : { ...place, values: [value], label: folder.propertyOf(node, label) }
}

function storeOfAssignment(file: LintFile, left: Node, right: Node): Store | null {
  const whole = dottedName(left) ?? ''
  const path = whole.replace(/^(?:globalThis|window|self)\./, '')
  const stored = (place: Place, label: Node | null = null): Store => ({ ...place, values: [right], label })
  if (path === 'document.cookie') return stored({ ...cookie, sink: path })
  if (left.type !== 'MemberExpression') return null
  const label = left.computed ? left.property : null
  const storage = /^(localStorage|sessionStorage)\./.exec(path)?.[1]
  if (storage !== undefined) return stored({ sink: storage, rule: browser }, label)
  if (whole.endsWith('window.name')) return stored({ sink: 'window.name', rule: browser })
  if (label !== null && /(?:^|\.)(?:localStorage|sessionStorage)$/.test(dottedName(left.object) ?? '')) return stored(browserStorage, label)
  if (staticName(left) !== 'value') return null
  const owner = unwrap(left.object)
  const init = owner.type === 'Identifier' ? writesOf(file.variableOf(owner))[0]?.value : owner
  const maker = init?.type === 'CallExpression' ? (dottedName(init.callee) ?? '') : ''
  if (!/^use(?:Cookie|LocalStorage|SessionStorage|Storage)$/.test(maker)) return null
  return stored(maker === 'useCookie' ? cookie : browserStorage, init?.type === 'CallExpression' ? (init.arguments[0] ?? null) : null)
}
