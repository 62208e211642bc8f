import type { App } from './app.ts'

/** Apps of full-stack frameworks. */
export const frameworkApps: readonly App[] = [
  {
    name: 'next', framework: 'next', dependencies: ['next', 'react', 'react-dom'], command: ['next', 'build'],
    files: {
      '.env': 'NEXT_PUBLIC_NUVION_API_KEY=<<live-key:public>>\nNUVION_PRIVATE_API_KEY=<<live-key:private>>\nNUVION_SERVER_API_KEY=<<live-key:server>>\nNUVION_PROP_API_KEY=<<live-key:prop>>\nNUVION_PROPS_API_KEY=<<live-key:props>>\nNUVION_CONFIG_API_KEY=<<live-key:config>>\nNUVION_IMPORTED_API_KEY=<<live-key:imported>>\nNUVION_BODY_API_KEY=<<live-key:body>>\n',
      'next.config.mjs': 'export default {\n  env: {\n    NUVION_CONFIG_API_KEY: process.env.NUVION_CONFIG_API_KEY,\n  },\n  turbopack: { root: import.meta.dirname + "/../../../../.." },\n}\n',
      'app/layout.js': 'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>\n}\n',
      'app/page.js': "import { Public } from '../components/public'\nimport { Private } from '../components/private'\nimport { Configured } from '../components/configured'\nimport { Importer } from '../components/importer'\nexport default function Page() {\n  return <main><Public /><Private /><Configured /><Importer /></main>\n}\n",
      'app/server/page.js': "export default async function Page() {\n  const headers = { Authorization: `Bearer ${process.env.NUVION_SERVER_API_KEY}` }\n  return <p>{Object.keys(headers).length}</p>\n}\n",
      'app/prop/page.js': "import { Show } from '../../components/show'\nexport default function Page() {\n  return <Show apiKey={process.env.NUVION_PROP_API_KEY} />\n}\n",
      'components/show.js': "'use client'\nexport function Show({ apiKey }) {\n  return <button onClick={() => alert(apiKey)}>x</button>\n}\n",
      'components/public.js': "'use client'\nexport function Public() {\n  return <button onClick={() => alert(process.env.NEXT_PUBLIC_NUVION_API_KEY)}>x</button>\n}\n",
      'components/private.js': "'use client'\nexport function Private() {\n  return <button onClick={() => alert(process.env.NUVION_PRIVATE_API_KEY)}>x</button>\n}\n",
      'components/configured.js': "'use client'\nexport function Configured() {\n  return <button onClick={() => alert(process.env.NUVION_CONFIG_API_KEY)}>x</button>\n}\n",
      'components/importer.js': "'use client'\nimport { key } from '../lib/nuvion'\nexport function Importer() {\n  return <button onClick={() => alert(key)}>x</button>\n}\n",
      'lib/nuvion.js': 'export const key = process.env.NUVION_IMPORTED_API_KEY\n',
      'pages/props.js': 'export async function getStaticProps() {\n  return { props: { key: process.env.NUVION_PROPS_API_KEY } }\n}\nexport default function Props() {\n  return <p>props</p>\n}\n',
      'pages/body.js': 'export async function getStaticProps() {\n  const headers = { Authorization: `Bearer ${process.env.NUVION_BODY_API_KEY}` }\n  return { props: { count: Object.keys(headers).length } }\n}\nexport default function Body({ count }) {\n  return <p>{count}</p>\n}\n',
    },
    cases: [
      { title: 'a public name', file: 'components/public.js', key: 'public' },
      { title: 'a private name', file: 'components/private.js', key: 'private' },
      { title: 'a server component', file: 'app/server/page.js', key: 'server' },
      { title: 'a prop of a client component', file: 'app/prop/page.js', key: 'prop' },
      { title: 'env of next.config', file: 'next.config.mjs', key: 'config' },
      { title: 'props of getStaticProps', file: 'pages/props.js', key: 'props' },
      { title: 'the body of getStaticProps', file: 'pages/body.js', key: 'body' },
      { title: 'an import', file: 'components/importer.js', key: 'imported' },
    ],
  },
  {
    name: 'astro', framework: 'astro', dependencies: ['astro'], command: ['astro', 'build'],
    files: {
      '.env': 'PUBLIC_NUVION_API_KEY=<<live-key:public>>\nNUVION_FRONT_API_KEY=<<live-key:front>>\nNUVION_VARS_API_KEY=<<live-key:vars>>\n',
      'astro.config.mjs': "export default { telemetry: false }\n",
      'src/pages/public.astro': '---\n---\n<p id="p">x</p>\n<script>\n  document.title = import.meta.env.PUBLIC_NUVION_API_KEY\n</script>\n',
      'src/pages/front.astro': '---\nconst key = import.meta.env.NUVION_FRONT_API_KEY\nconst headers = { Authorization: `Bearer ${key}` }\n---\n<p>{Object.keys(headers).length}</p>\n',
      'src/pages/vars.astro': '---\nconst key = import.meta.env.NUVION_VARS_API_KEY\n---\n<script define:vars={{ key }}>document.title = key</script>\n',
    },
    cases: [
      { title: 'a public name in a script', file: 'src/pages/public.astro', key: 'public' },
      { title: 'frontmatter', file: 'src/pages/front.astro', key: 'front' },
      { title: 'define:vars', file: 'src/pages/vars.astro', key: 'vars' },
    ],
  },
  {
    name: 'sveltekit', framework: 'sveltekit', dependencies: ['@sveltejs/kit', 'svelte', 'vite'], command: ['vite', 'build'],
    files: {
      '.env': 'PUBLIC_NUVION_API_KEY=<<live-key:public>>\nNUVION_LOADED_API_KEY=<<live-key:loaded>>\nNUVION_USED_API_KEY=<<live-key:used>>\n',
      'svelte.config.js': "import adapter from '@sveltejs/adapter-node'\nexport default { kit: { adapter: adapter() } }\n",
      'vite.config.js': "import { sveltekit } from '@sveltejs/kit/vite'\nexport default { plugins: [sveltekit()] }\n",
      'src/app.html': '<!doctype html><html lang="en"><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
      'src/routes/+layout.js': 'export const prerender = true\n',
      'src/routes/+page.svelte': "<script>\n  import { PUBLIC_NUVION_API_KEY } from '$env/static/public'\n</script>\n<a href=\"/loaded\">{PUBLIC_NUVION_API_KEY}</a> <a href=\"/used\">x</a>\n",
      'src/routes/loaded/+page.server.js': "import { NUVION_LOADED_API_KEY } from '$env/static/private'\nexport const load = () => ({ key: NUVION_LOADED_API_KEY })\n",
      'src/routes/loaded/+page.svelte': '<script>\n  export let data\n</script>\n<p>{Object.keys(data).length}</p>\n',
      'src/routes/used/+page.server.js': "import { NUVION_USED_API_KEY } from '$env/static/private'\nexport const load = () => {\n  const headers = { Authorization: `Bearer ${NUVION_USED_API_KEY}` }\n  return { count: Object.keys(headers).length }\n}\n",
      'src/routes/used/+page.svelte': '<script>\n  export let data\n</script>\n<p>{data.count}</p>\n',
    },
    cases: [
      { title: 'a public name', file: 'src/routes/+page.svelte', key: 'public' },
      { title: 'data of a server load', file: 'src/routes/loaded/+page.server.js', key: 'loaded' },
      { title: 'the body of a server load', file: 'src/routes/used/+page.server.js', key: 'used' },
    ],
  },
]
