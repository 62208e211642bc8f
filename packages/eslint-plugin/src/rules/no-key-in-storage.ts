import type { Node } from '../ast/node.ts'
import { dottedName, nameOfKey, staticName } from '../ast/static-name.ts'
import { unwrap } from '../ast/unwrap.ts'
import { writesOf } from '../ast/variable.ts'
import { folderOf } from '../fold/fold.ts'
import { textOf } from '../fold/value.ts'
import { defineRule, namesOption, type Problem } from '../rule.ts'
import { isLogPath } from '../sinks/log.ts'
import { callsOf, type Call } from '../source/calls.ts'
import { importsOf, importsPackage } from '../source/imports.ts'
import type { LintFile } from '../source/lint-file.ts'
import { describe, keyKinds, keysIn } from '../taint/key-flow.ts'
import { keyNameStrength } from '../taint/key-name.ts'
import { isRedactor } from '../taint/sanitiser.ts'

/** Options of `no-key-in-storage`. */
export interface NoKeyInStorageOptions {
  /** Further objects or functions that store what they are given. */
  readonly sinks?: readonly string[]
  /** Names of secret stores in which a key may be kept. */
  readonly allowStores?: readonly string[]
}

interface Store {
  readonly sink: string
  readonly rule: string
  readonly values: readonly Node[]
  /** Name under which the value is kept. */
  readonly label: Node | null
}

const browser = 'every script of the page can read it, and it outlives the session'
const cookie = 'it travels with every request and lands in logs'
const device = 'it lies unencrypted on the device'
const extension = 'every part of the extension can read it, unencrypted'
const disk = 'it stays in a file'

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
    }
    for (const node of file.nodes().of('AssignmentExpression')) {
      const store = storeOfAssignment(file, node.left, node.right)
      if (store !== null) yield* problemsOf(file, store)
    }
  },
})

function* problemsOf(file: LintFile, store: Store): Generator<Problem> {
  let isFound = false
  for (const trace of keysIn(file, store.values, keyKinds)) {
    isFound = true
    yield { range: trace.node.range, messageId: 'stored', data: { name: describe(trace), sink: store.sink, rule: store.rule } }
  }
  if (isFound || store.label === null) return
  const label = textOf(folderOf(file).fold(store.label))
  const [value] = store.values
  if (label !== null && value !== undefined && keyNameStrength(label) === 'nuvion' && (isOpaque(file, value) || store.sink === 'browser storage')) yield { range: store.label.range, messageId: 'stored', data: { name: `'${label}'`, sink: store.sink, rule: store.rule } }
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
  const name = dottedName(node.callee) ?? (node.callee.type === 'MemberExpression' ? (staticName(node.callee) ?? '') : '')
  return isRedactor(name, file.settings.redactors ?? []) || /(?:^|\.)(?:slice|substring|replace|digest|encrypt\w*)$/.test(name)
}

/** Local names of stores that packages export, with what they are. */
function namesOfStores(file: LintFile): ReadonlyMap<string, { readonly sink: string; readonly rule: string }> {
  const names = new Map<string, { sink: string; rule: string }>()
  const packages: readonly (readonly [RegExp, string, string])[] = [
    [/^@react-native-async-storage\/async-storage$/, 'AsyncStorage', device],
    [/^react-native-mmkv$/, 'MMKV', device],
    [/^idb-keyval$|^idb$|^localforage$|^dexie$/, 'IndexedDB', browser],
    [/^js-cookie$|^nookies$|^cookies-next$|^react-cookie$|^universal-cookie$|^cookie$/, 'a cookie', cookie],
    [/^@capacitor\/preferences$|^@capacitor\/storage$|^@ionic\/storage(?:-angular)?$/, 'app preferences', device],
    [/^electron-store$|^conf$|^configstore$|^electron-json-storage$|^electron-settings$/, 'a settings file', disk],
    [/^store2$|^store$|^lscache$|^usehooks-ts$|^@uidotdev\/usehooks$|^@vueuse\/core$|^use-local-storage-state$|^@mantine\/hooks$/, 'localStorage', browser],
    [/^webextension-polyfill$|^wxt\/storage$|^@plasmohq\/storage$|^#imports$/, 'extension storage', extension],
  ]
  for (const { node, source } of importsOf(file)) {
    if (node.type !== 'ImportDeclaration') continue
    const row = packages.find(([pattern]) => pattern.test(source))
    if (row !== undefined) for (const one of node.specifiers) names.set(one.local.name, { sink: row[1], rule: row[2] })
  }
  for (const node of file.nodes().of('VariableDeclarator')) {
    if (node.id.type !== 'Identifier' || node.init == null) continue
    const init = unwrap(node.init)
    if (init.type !== 'NewExpression' && init.type !== 'CallExpression') continue
    const maker = dottedName(init.callee) ?? ''
    const known = names.get(maker) ?? names.get(maker.split('.')[0] ?? '')
    if (known !== undefined) names.set(node.id.name, known)
    else if (/^(?:ElectronStore|Conf|Configstore)$/.test(maker) || (maker === 'Store' && importsPackage(file, /^electron-store$/))) names.set(node.id.name, { sink: 'a settings file', rule: disk })
    else if (maker === 'MMKV') names.set(node.id.name, { sink: 'MMKV', rule: device })
    else if (/^cookies(?:\(\))?$/.test(maker)) names.set(node.id.name, { sink: 'a cookie', rule: cookie })
    else if (/^openDB$|indexedDB/.test(maker)) names.set(node.id.name, { sink: 'IndexedDB', rule: browser })
    else if (/\.(?:objectStore|transaction\(\)\.objectStore)$/.test(maker)) names.set(node.id.name, { sink: 'IndexedDB', rule: browser })
  }
  return names
}

const writers = new Set(['set', 'setItem', 'setItemAsync', 'setItems', 'put', 'add', 'multiSet', 'mergeItem', 'multiMerge', 'setString', 'save', 'write', 'update', 'setSync', 'append', 'setCookie', 'serialize', 'setMany', 'setAsync'])

function storeOf(file: LintFile, call: Call, stores: ReadonlyMap<string, { readonly sink: string; readonly rule: string }>, options: NoKeyInStorageOptions): Store | null {
  const owner = call.owner.replace(/^(?:globalThis|window|self|global)\./, '')
  if (options.allowStores?.some(name => name === owner || name === call.name) === true) return null
  const pair = (sink: string, rule: string): Store => ({ sink, rule, values: call.arguments.slice(1), label: call.arguments[0] ?? null })
  const all = (sink: string, rule: string): Store => ({ sink, rule, values: call.arguments, label: null })
  if (call.isNew) return null
  if (/^(?:localStorage|sessionStorage)$/.test(owner) && call.method === 'setItem') return pair(owner, browser)
  if (options.sinks?.some(name => name === owner || name === call.name) === true) return all(call.name, disk)
  if (/^(?:SecureStore|Keychain|keytar|safeStorage|EncryptedStorage|SecureStoragePlugin|vault|secretsManager|ssm)\b/.test(owner)) return null
  if (writers.has(call.method) && /(?:^|\.)AsyncStorage$/.test(owner)) return call.method === 'setItem' ? pair('AsyncStorage', device) : all('AsyncStorage', device)
  if (/^(?:chrome|browser|messenger)\.storage\.(?:local|sync|session|managed)$/.test(owner) && call.method === 'set') return all('extension storage', extension)
  if (/^(?:Cookies|cookies|cookies\(\)|Cookie|cookie|jsCookie|cookieStore|window\.cookieStore|nookies|\w*\.cookies(?:\(\))?|cookieJar|this\.cookieService)$/.test(owner) && /^(?:set|serialize|create)$/.test(call.method)) return pair('a cookie', cookie)
  if (call.method === 'cookie' && /^(?:res|response|reply|this\.res)(?:\.|$)/.test(owner)) return pair('a cookie', cookie)
  if (call.method === 'setCookie' && owner !== '') return pair('a cookie', cookie)
  if (/^(?:session|cookieSession)$/.test(owner) && call.method === 'set' && call.arguments.length === 2) return pair('the session', cookie)
  if (/^(?:setCookie|setSignedCookie|createCookie|cookie\.serialize|serializeCookie|setResponseCookie)$/.test(call.name)) return all('a cookie', cookie)
  if (/^(?:setHeader|append|set|header)$/.test(call.method) && call.arguments[0] !== undefined && /^set-cookie$/i.test(nameOfKey(call.arguments[0], true) ?? '')) return { sink: 'a cookie', rule: cookie, values: call.arguments.slice(1), label: null }
  if (/^(?:Preferences|Storage|CapacitorStorage|Plugins\.Storage)$/.test(owner) && call.method === 'set') return preferences(file, call)
  if (/^(?:useLocalStorage|useSessionStorage|useStorage|useCookie|usePersistedState|useLocalStorageState|useAsyncStorage|useMMKVString|atomWithStorage|persistentAtom)$/.test(call.name)) return pair(/Cookie/.test(call.name) ? 'a cookie' : 'browser storage', /Cookie/.test(call.name) ? cookie : browser)
  if (/^(?:(?:fs|fsp|fsPromises|promises|fs\.promises|fse)\.)?(?:writeFile|writeFileSync|appendFile|appendFileSync|outputFile|outputJson|writeJson|writeJsonSync|outputFileSync)$/.test(call.name) || /^(?:Bun\.write|Deno\.writeTextFile|Deno\.writeTextFileSync|Deno\.writeFile)$/.test(call.name)) return call.arguments[0] !== undefined && isLogPath(call.arguments[0]) ? null : { sink: 'a file', rule: disk, values: call.arguments.slice(1), label: null }
  if (/^(?:objectStore|store|tx\.store)$|objectStore\(\)$/.test(owner) && (call.method === 'put' || call.method === 'add') && (/objectStore|indexedDB|IDBDatabase/.test(file.text))) return all('IndexedDB', browser)
  const known = stores.get(owner) ?? stores.get(owner.split('.')[0] ?? '') ?? (owner === '' ? stores.get(call.name) : undefined)
  if (known !== undefined && (owner !== '' ? writers.has(call.method) : /^(?:set|setCookie|setMany|update|use\w+|serialize)$/.test(call.name))) {
    if (known.sink === 'app preferences') return preferences(file, call)
    return call.arguments.length >= 2 && call.method !== 'put' ? pair(known.sink, known.rule) : all(known.sink, known.rule)
  }
  if (/^(?:localforage|localForage|idbKeyval|idb|MMKV|mmkv)$/.test(owner) && writers.has(call.method)) return pair(owner === 'MMKV' || owner === 'mmkv' ? 'MMKV' : 'IndexedDB', owner === 'MMKV' || owner === 'mmkv' ? device : browser)
  if (/^(?:db|database|idb)$/.test(owner) && (call.method === 'put' || call.method === 'add') && (importsPackage(file, /^(?:idb|dexie)$/) || /indexedDB|openDB/.test(file.text))) return all('IndexedDB', browser)
  return null
}

/** `Preferences.set({ key: 'nuvionKey', value })`: the property `key` is a label. */
function preferences(file: LintFile, call: Call): Store | null {
  const object = call.arguments[0] === undefined ? null : folderOf(file).objectOf(call.arguments[0])
  if (object === null) return null
  const value = folderOf(file).propertyOf(object, 'value')
  return value === null ? null : { sink: 'app preferences', rule: device, values: [value], label: folderOf(file).propertyOf(object, 'key') }
}

function storeOfAssignment(file: LintFile, left: Node, right: Node): Store | null {
  const path = dottedName(left) ?? ''
  const bare = path.replace(/^(?:globalThis|window|self)\./, '')
  if (bare === 'document.cookie') return { sink: 'document.cookie', rule: cookie, values: [right], label: null }
  if (/^(?:localStorage|sessionStorage)\./.test(bare)) return { sink: bare.split('.')[0] as string, rule: browser, values: [right], label: left.type === 'MemberExpression' && left.computed ? left.property : null }
  if (bare === 'window.name') return { sink: 'window.name', rule: browser, values: [right], label: null }
  if (left.type === 'MemberExpression' && left.computed && /(?:^|\.)(?:localStorage|sessionStorage)$/.test(dottedName(left.object) ?? '')) return { sink: 'browser storage', rule: browser, values: [right], label: left.property }
  if (left.type === 'MemberExpression' && staticName(left) === 'value') {
    const owner = unwrap(left.object)
    const init = owner.type === 'Identifier' ? writesOf(file.variableOf(owner) ?? ({ references: [] } as never))[0]?.value : owner
    if (init?.type === 'CallExpression' && /^(?:useCookie|useLocalStorage|useSessionStorage|useStorage)$/.test(dottedName(init.callee) ?? '')) return { sink: dottedName(init.callee) === 'useCookie' ? 'a cookie' : 'browser storage', rule: dottedName(init.callee) === 'useCookie' ? cookie : browser, values: [right], label: null }
  }
  return null
}

