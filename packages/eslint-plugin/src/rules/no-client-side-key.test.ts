import { testRule } from '../scenarios/test-rule.ts'

const clientFiles = { clientFiles: ['**/client/**'] }

testRule('no-client-side-key', {
  valid: [
    'const key = process.env.NUVION_API_KEY',
    { code: "'use server'\nexport const pay = async () => { await call(process.env.NUVION_API_KEY) }", filename: 'app/actions.ts' },
    { code: "'use client'\nexport const env = process.env.NEXT_PUBLIC_NUVION_ENV", filename: 'app/badge.tsx' },
    { code: "'use client'\nconst key = process.env.NEXT_PUBLIC_NUVION_API_KEY", filename: 'app/a.tsx' },
    { code: "'use client'\nimport type { NuvionClient } from '@/server/nuvion'", filename: 'app/a.tsx' },
    { code: "'use client'\nif (typeof process.env.NUVION_API_KEY === 'string') warn()", filename: 'app/a.tsx' },
    { code: "'use client'\nfetch('/api/nuvion/accounts')", filename: 'app/a.tsx' },
    { code: "import { NUVION_API_KEY } from '$env/static/private'", filename: 'src/routes/+page.server.ts', settings: { framework: 'sveltekit' } },
    { code: '// <<live-key>>\nexport {}', filename: 'client/a.ts', settings: clientFiles },
    { code: 'const key = process.env.NUVION_API_KEY', filename: 'client/a.ts', settings: { ...clientFiles, serverFiles: ['x/**'], clientFiles: [] } },
    { code: 'const region = Constants.expoConfig.extra.nuvionRegion', filename: 'client/a.ts', settings: clientFiles },
    { code: 'const key = Constants.expoConfig.extra.stripePublicKey', filename: 'client/a.ts', settings: clientFiles },
    { code: 'const { nuvionPublicKey } = useRuntimeConfig().public', filename: 'client/a.ts', settings: clientFiles },
    { code: 'export const connect = ({ apiKey }) => new NuvionClient({ apiKey })', filename: 'server/a.ts' },
    { code: 'export const connect = ({ session }) => new NuvionClient({ session })', filename: 'client/a.ts', settings: clientFiles },
    { code: 'const env = siteConfig.customFields.nuvionEnv', filename: 'client/a.jsx', settings: clientFiles },
    { code: "localStorage['NUVION_API_KEY'] = value", filename: 'src/a.ts', settings: { framework: 'vite' } },
  ],
  invalid: [
    { code: "'use client'\nconst key = process.env.NUVION_API_KEY", filename: 'app/a.tsx', errors: ['read:2'] },
    { code: "'use client'\nconst { NUVION_API_KEY } = process.env", filename: 'app/a.tsx', errors: ['read:2'] },
    { code: "'use client'\nconst client = new Nuvion({ apiKey: '<<live-key>>' })", filename: 'app/a.tsx', errors: ['literal:2'] },
    { code: "import { NUVION_API_KEY } from '@env'\nexport const h = NUVION_API_KEY", filename: 'src/env.js', errors: ['imported:1'] },
    { code: "import { NUVION_API_KEY } from '$env/static/private'", filename: 'src/routes/+page.ts', settings: { framework: 'sveltekit' }, errors: ['imported:1'] },
    { code: 'const key = process.env.NUVION_API_KEY', filename: 'client/a.ts', settings: clientFiles, errors: ['read:1'] },
    { code: "fetch('https://api.nuvion.co/pay', {\n  headers: { Authorization: `Bearer ${nuvionKey}` },\n})", filename: 'client/a.ts', settings: clientFiles, errors: ['request:2'] },
    { code: 'const key = Constants.expoConfig.extra.nuvionApiKey', filename: 'client/a.ts', settings: clientFiles, errors: ['read:1'] },
    { code: 'const { nuvionApiKey } = Constants.expoConfig?.extra ?? {}', filename: 'client/a.ts', settings: clientFiles, errors: ['read:1'] },
    { code: 'const extra = Constants.manifest2?.extra\nuse(extra.nuvionApiKey)', filename: 'client/a.ts', settings: clientFiles, errors: ['read:2'] },
    { code: 'new NuvionClient({ apiKey: Constants.expoConfig?.extra?.nuvionApiKey })', filename: 'client/a.ts', settings: clientFiles, errors: ['read:1'] },
    { code: 'export const connect = ({ apiKey }) => new NuvionClient({ apiKey })', filename: 'client/a.ts', settings: clientFiles, errors: ['request:1'] },
    { code: 'const { nuvionApiKey } = useRuntimeConfig().public', filename: 'client/a.ts', settings: clientFiles, errors: ['read:1'] },
    { code: 'const config = useRuntimeConfig()\nconst { nuvionApiKey } = config.public', filename: 'client/a.ts', settings: clientFiles, errors: ['read:2'] },
    { code: 'chrome.action.onClicked.addListener(() => pay(process.env.NUVION_API_KEY))', filename: 'background.js', errors: ['read:1'] },
    { code: 'const key = siteConfig.customFields.nuvionApiKey', filename: 'client/a.jsx', settings: clientFiles, errors: ['read:1'] },
  ],
})
