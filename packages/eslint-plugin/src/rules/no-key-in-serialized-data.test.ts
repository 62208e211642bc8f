import { testRule } from '../scenarios/test-rule.ts'

const next = { framework: 'next' }

testRule('no-key-in-serialized-data', {
  valid: [
    { code: 'export default () => <Pay ready={Boolean(process.env.NUVION_API_KEY)} />', filename: 'app/page.tsx', settings: next },
    { code: 'export default () => <p>{process.env.NUVION_API_KEY.slice(-4)}</p>', filename: 'app/page.tsx', settings: next },
    { code: "'use server'\nexport async function pay() { return call(process.env.NUVION_API_KEY) }", filename: 'app/actions.ts', settings: next },
    { code: 'export const GET = async () => Response.json(await accounts(process.env.NUVION_API_KEY))', filename: 'app/api/route.ts', settings: next },
    { code: 'export const getServerSideProps = () => ({ props: { ready: !!process.env.NUVION_API_KEY } })', filename: 'pages/a.tsx', settings: next },
    { code: "app.get('/', async (req, res) => res.json(await nuvion.accounts()))" },
    { code: 'const load = () => ({ key: process.env.NUVION_API_KEY })' },
    { code: 'export const load = () => ({ key: process.env.NUVION_API_KEY })', filename: 'src/config.ts' },
    { code: "contextBridge.exposeInMainWorld('app', { accounts: () => ipcRenderer.invoke('nuvion') })" },
    { code: "res.status(500).json({ key: process.env.NUVION_API_KEY })" },
    { code: 'export default () => <List key={nuvionKey} onClick={() => call(nuvionKey)} />', filename: 'app/page.tsx', settings: next },
    { code: "app.get('/env', (req, res) => res.json(Object.keys(process.env)))" },
    'export const handler = async () => ({ statusCode: 200, body: JSON.stringify(await pay(process.env.NUVION_API_KEY)) })',
    { code: "export const metadata = { other: { 'nuvion-env': process.env.NUVION_ENV } }", filename: 'app/page.tsx', settings: next },
    { code: 'globalThis.nuvion ??= new Nuvion(process.env.NUVION_API_KEY)', filename: 'src/a.ts' },
    { code: 'globalThis.nuvionKey = process.env.NUVION_API_KEY', filename: 'src/a.ts' },
    { code: 'const handlers = { Merchant: { nuvionKey: () => process.env.NUVION_API_KEY } }', filename: 'src/a.ts' },
  ],
  invalid: [
    { code: 'export default () => <Pay apiKey={process.env.NUVION_API_KEY} />', filename: 'app/page.tsx', settings: next, errors: ['prop:1'] },
    { code: "'use server'\nexport async function get() { return { key: process.env.NUVION_API_KEY } }", filename: 'app/actions.ts', settings: next, errors: ['data:2'] },
    { code: 'export const getServerSideProps = () => ({ props: { key: process.env.NUVION_API_KEY } })', filename: 'pages/a.tsx', settings: next, errors: ['data:1'] },
    { code: 'export const GET = () => Response.json({ key: process.env.NUVION_API_KEY })', filename: 'app/api/route.ts', settings: next, errors: ['data:1'] },
    { code: "app.get('/', (req, res) => res.json({ nuvionKey: process.env.NUVION_API_KEY }))", errors: ['data:1'] },
    { code: "io.emit('config', { key: process.env.NUVION_API_KEY })", errors: ['data:1'] },
    { code: 'publish({ key: process.env.NUVION_API_KEY })', options: { sinks: ['publish'] }, errors: ['data:1'] },
    { code: 'export const load = () => ({ key: process.env.NUVION_API_KEY })', filename: 'src/routes/+page.server.ts', settings: { framework: 'sveltekit' }, errors: ['data:1'] },
    { code: "app.get('/env', (req, res) => res.json(process.env))", errors: ['data:1'] },
    { code: 'export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ key: process.env.NUVION_API_KEY }) })', errors: ['data:1'] },
    { code: 'export async function handler() {\n  const body = JSON.stringify({ key: process.env.NUVION_API_KEY })\n  return { statusCode: 200, body }\n}', errors: ['data:3'] },
    { code: "export const metadata = { other: { 'nuvion-key': process.env.NUVION_API_KEY } }", filename: 'app/page.tsx', settings: next, errors: ['data:1'] },
    { code: 'const withKey = item => ({ ...item, nuvionKey: process.env.NUVION_API_KEY })\napp.get("/x", (req, res) => res.json(list.map(withKey)))', filename: 'src/a.ts', errors: ['data:2'] },
    { code: "'use client'\nexport function A({ nuvionKey }) { globalThis.NUVION = nuvionKey }", filename: 'src/components/a.tsx', errors: ['data:2'] },
    { code: 'export const resolvers = { Merchant: { nuvionKey: () => process.env.NUVION_API_KEY } }', filename: 'src/a.ts', errors: ['data:1'] },
    { code: 'export const onRequest = async context => Response.json({ k: context.env.NUVION_API_KEY })', filename: 'functions/a.ts', errors: ['data:1'] },
  ],
})
