import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-in-storage', {
  valid: [
    "localStorage.setItem('nuvion-theme', theme)",
    "localStorage.removeItem('nuvionKey')",
    "localStorage.setItem('nuvion-key-dismissed', '1')",
    "localStorage.setItem('nuvionKeyHint', nuvionKey.slice(-4))",
    "document.cookie = 'nuvion_consent=1'",
    "SecureStore.setItemAsync('nuvion', nuvionKey)",
    "cache.set('nuvion', client)",
    { code: "import Store from 'electron-store'\nconst store = new Store()\nstore.set('k', nuvionKey)", options: { allowStores: ['store'] } },
    "res.cookie('session', id) // nuvion",
    "localStorage.getItem('nuvion')",
    "response.cookies.set({ name: 'nuvion-theme', value: theme })",
  ],
  invalid: [
    { code: "localStorage.setItem('k', nuvionKey)", errors: ['stored:1'] },
    { code: "localStorage.setItem('nuvionApiKey', input.value)", errors: ['stored:1'] },
    { code: 'sessionStorage.nuvionKey = nuvionKey', errors: ['stored:1'] },
    { code: 'document.cookie = `k=${nuvionKey}`', errors: ['stored:1'] },
    { code: 'window.name = nuvionKey', errors: ['stored:1'] },
    { code: "res.cookie('k', process.env.NUVION_API_KEY)", errors: ['stored:1'] },
    { code: "AsyncStorage.setItem('k', nuvionKey)", errors: ['stored:1'] },
    { code: 'chrome.storage.local.set({ nuvionKey })', errors: ['stored:1'] },
    { code: "import Store from 'electron-store'\nconst store = new Store()\nstore.set('k', nuvionKey)", errors: ['stored:3'] },
    { code: "keep('k', nuvionKey)", options: { sinks: ['keep'] }, errors: ['stored:1'] },
    { code: "response.cookies.set({ name: 'k', value: process.env.NUVION_API_KEY })", errors: ['stored:1'] },
    { code: "cookieStore.set({ name: 'k', value: nuvionKey })", errors: ['stored:1'] },
  ],
})
