/** Packages that write to AsyncStorage of React Native. Source: the package's readme. */
export const asyncStoragePackages: readonly string[] = ['@react-native-async-storage/async-storage']

/** Packages that write to MMKV. Source: the package's readme. */
export const mmkvPackages: readonly string[] = ['react-native-mmkv']

/** Packages that write to IndexedDB. Source: the packages' readmes. */
export const indexedDbPackages: readonly string[] = ['idb-keyval', 'idb', 'localforage', 'dexie']

/** Packages that write cookies. Source: the packages' readmes. */
export const cookiePackages: readonly string[] = ['js-cookie', 'nookies', 'cookies-next', 'react-cookie', 'universal-cookie', 'cookie']

/** Packages that keep the preferences of an app. Source: the packages' readmes. */
export const preferencePackages: readonly string[] = ['@capacitor/preferences', '@capacitor/storage', '@ionic/storage', '@ionic/storage-angular']

/** Packages that write a file of settings. Source: the packages' readmes. */
export const settingsFilePackages: readonly string[] = ['electron-store', 'conf', 'configstore', 'electron-json-storage', 'electron-settings']

/** Packages that write to `localStorage`. Source: the packages' readmes. */
export const localStoragePackages: readonly string[] = ['store2', 'store', 'lscache', 'usehooks-ts', '@uidotdev/usehooks', '@vueuse/core', 'use-local-storage-state', '@mantine/hooks']

/** Packages that write to the storage of a browser extension. Source: the packages' readmes. */
export const extensionPackages: readonly string[] = ['webextension-polyfill', 'wxt/storage', '@plasmohq/storage', '#imports']

/** Methods of stores that write. Source: the Web Storage, IndexedDB and Cookie Store standards; the readmes of the packages above. */
export const storageWriters: readonly string[] = [
  'set', 'setItem', 'setItemAsync', 'setItems', 'put', 'add', 'multiSet', 'mergeItem', 'multiMerge', 'setString', 'save', 'write', 'update', 'setSync', 'append', 'setCookie', 'serialize', 'setMany', 'setAsync', 'end', 'bulkPut', 'bulkAdd',
]

/** Stores that encrypt, and managers of secrets: a key belongs there. Source: docs of Expo SecureStore, react-native-keychain, keytar, Electron (`safeStorage`), react-native-encrypted-storage, Capacitor Secure Storage, Vault and AWS. */
export const secretStores: readonly string[] = ['SecureStore', 'Keychain', 'keytar', 'safeStorage', 'EncryptedStorage', 'SecureStoragePlugin', 'vault', 'secretsManager', 'ssm']

/** Objects whose methods set cookies, as code writes them. Source: the Cookie Store standard, docs of Next.js, readmes of the packages above, convention. */
export const cookieStores: readonly string[] = ['Cookies', 'cookies', 'cookies()', 'Cookie', 'cookie', 'jsCookie', 'cookieStore', 'window.cookieStore', 'nookies', 'cookieJar', 'this.cookieService']

/** Functions that set or write a cookie. Source: docs of Hono, h3, Remix and the readmes of cookie and cookies-next. */
export const cookieSetters: readonly string[] = ['setCookie', 'setSignedCookie', 'createCookie', 'cookie.serialize', 'serializeCookie', 'setResponseCookie']

/** Objects that keep the preferences of an app. Source: docs of Capacitor, Preferences and Storage. */
export const preferenceStores: readonly string[] = ['Preferences', 'Storage', 'CapacitorStorage', 'Plugins.Storage']

/** Functions that make a value which browser storage or a cookie keeps. Source: docs of VueUse, usehooks-ts, Nuxt, react-native-mmkv, Jotai, Nano Stores and svelte-persisted-store. */
export const keptValues: readonly string[] = ['useLocalStorage', 'useSessionStorage', 'useStorage', 'useCookie', 'usePersistedState', 'useLocalStorageState', 'useAsyncStorage', 'useMMKVString', 'atomWithStorage', 'persistentAtom', 'persisted']
