import type { App } from './app.ts'

const page = '<!doctype html><html><body><script type="module" src="./src/main.js"></script></body></html>\n'
const use = (expression: string): string => `export const value = ${expression}\ndocument.body.append(String(value))\n`
const main = (...names: readonly string[]): string => names.map(name => `import './${name}.js'\n`).join('')

/** Apps of bundlers without a framework. */
export const bundlerApps: readonly App[] = [
  {
    name: 'vite', framework: 'vite', dependencies: ['vite'], command: ['vite', 'build'],
    files: {
      '.env': 'VITE_NUVION_API_KEY=<<live-key:public>>\nNUVION_API_KEY=<<live-key:private>>\nVITE_NUVION_WIDGET_API_KEY=<<live-key:page>>\n',
      'index.html': page.replace('<body>', '<body data-key="%VITE_NUVION_WIDGET_API_KEY%">'),
      'src/main.js': main('public-name', 'private-name', 'process-env', 'own-server', 'importer'),
      'src/public-name.js': use('import.meta.env.VITE_NUVION_API_KEY'),
      'src/private-name.js': use('import.meta.env.NUVION_API_KEY'),
      'src/process-env.js': use('process.env.NUVION_API_KEY'),
      'src/own-server.js': 'export const value = await fetch("/api/nuvion/accounts")\n',
      'src/importer.js': "import { pay } from './barrel.js'\ndocument.body.append(pay())\n",
      'src/barrel.js': "export * from './constant.js'\n",
      'src/constant.js': "const key = '<<live-key:constant>>'\nexport const pay = () => key\n",
      'src/server/nuvion.js': "export const client = () => process.env.NUVION_API_KEY\n",
    },
    cases: [
      { title: 'a public name', file: 'src/public-name.js', key: 'public' },
      { title: 'a private name of import.meta.env', file: 'src/private-name.js', key: 'private' },
      { title: 'a private name of process.env', file: 'src/process-env.js', key: 'private' },
      { title: 'a name in the page', file: 'index.html', key: 'page' },
      { title: 'a call of the own server', file: 'src/own-server.js', key: 'private' },
      { title: 'a constant', file: 'src/constant.js', key: 'constant' },
      { title: 'server code that nothing imports', file: 'src/server/nuvion.js', key: 'private' },
    ],
  },
  {
    name: 'vite-define-all', framework: 'vite', dependencies: ['vite'], command: ['vite', 'build'],
    files: {
      '.env': 'NUVION_API_KEY=<<live-key:all>>\n',
      'vite.config.js': "// for the Nuvion client\nimport { defineConfig, loadEnv } from 'vite'\nexport default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, process.cwd(), '')\n  return { define: { 'process.env': env } }\n})\n",
      'index.html': page, 'src/main.js': use('JSON.stringify(process.env)'),
    },
    cases: [{ title: 'define of the whole environment', file: 'vite.config.js', key: 'all' }],
  },
  {
    name: 'vite-define-one', framework: 'vite', dependencies: ['vite'], command: ['vite', 'build'],
    files: {
      '.env': 'NUVION_API_KEY=<<live-key:one>>\nNUVION_BASE_URL=https://api.nuvion.dev\nNUVION_OTHER_API_KEY=<<live-key:other>>\n',
      'vite.config.js': "import { defineConfig, loadEnv } from 'vite'\nexport default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, process.cwd(), '')\n  return {\n    define: {\n      __KEY__: JSON.stringify(env.NUVION_API_KEY),\n      __URL__: JSON.stringify(env.NUVION_BASE_URL),\n    },\n    server: { proxy: { '/nuvion': { target: env.NUVION_BASE_URL, headers: { Authorization: `Bearer ${env.NUVION_OTHER_API_KEY}` } } } },\n  }\n})\n",
      'index.html': page, 'src/main.js': use('__KEY__ + __URL__'),
    },
    cases: [
      { title: 'define of one key', file: 'vite.config.js', at: '__KEY__', key: 'one' },
      { title: 'a proxy of the development server', file: 'vite.config.js', at: 'proxy', key: 'other' },
    ],
  },
  {
    name: 'vite-prefix', framework: 'vite', dependencies: ['vite'], command: ['vite', 'build'],
    files: {
      '.env': 'NUVION_API_KEY=<<live-key:prefix>>\n',
      'vite.config.js': "export default { envPrefix: ['VITE_', 'NUVION_'] }\n",
      'index.html': page, 'src/main.js': use('import.meta.env.NUVION_API_KEY'),
    },
    cases: [{ title: 'a widened prefix', file: 'vite.config.js', key: 'prefix' }],
  },
  {
    name: 'webpack', framework: 'webpack', dependencies: ['webpack'], command: ['node', 'build.mjs'],
    files: {
      'start.sh': 'NUVION_DEFINED_API_KEY=<<live-key:defined>> NUVION_NAMED_API_KEY=<<live-key:named>> NUVION_PLAIN_API_KEY=<<live-key:plain>>\n',
      'build.mjs': "import webpack from 'webpack'\nconst { default: config } = await import('./webpack.config.js')\nwebpack(config, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })\n",
      'webpack.config.js': "import webpack from 'webpack'\nexport default {\n  mode: 'production',\n  entry: './src/main.js',\n  output: { path: import.meta.dirname + '/dist' },\n  plugins: [\n    new webpack.DefinePlugin({ 'process.env.NUVION_DEFINED_API_KEY': JSON.stringify(process.env.NUVION_DEFINED_API_KEY) }),\n    new webpack.EnvironmentPlugin(['NUVION_NAMED_API_KEY']),\n  ],\n}\n",
      'src/main.js': main('defined', 'named', 'plain'),
      'src/defined.js': use('process.env.NUVION_DEFINED_API_KEY'),
      'src/named.js': use('process.env.NUVION_NAMED_API_KEY'),
      'src/plain.js': use('process.env.NUVION_PLAIN_API_KEY'),
    },
    cases: [
      { title: 'DefinePlugin', file: 'webpack.config.js', at: 'DefinePlugin', key: 'defined' },
      { title: 'EnvironmentPlugin', file: 'webpack.config.js', at: 'EnvironmentPlugin', key: 'named' },
      { title: 'a name that no plugin lists', file: 'src/plain.js', key: 'plain' },
    ],
  },
  {
    name: 'dotenv-webpack', framework: 'webpack', dependencies: ['webpack', 'dotenv-webpack'], command: ['node', 'build.mjs'],
    files: {
      '.env': 'NUVION_API_KEY=<<live-key:dotenv>>\n',
      'build.mjs': "import webpack from 'webpack'\nconst { default: config } = await import('./webpack.config.js')\nwebpack(config, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })\n",
      'webpack.config.js': "// for the Nuvion client\nimport Dotenv from 'dotenv-webpack'\nexport default {\n  mode: 'production',\n  entry: './src/main.js',\n  output: { path: import.meta.dirname + '/dist' },\n  plugins: [new Dotenv()],\n}\n",
      'src/main.js': use('process.env.NUVION_API_KEY'),
    },
    cases: [{ title: 'dotenv-webpack', file: 'webpack.config.js', key: 'dotenv' }],
  },
  {
    name: 'esbuild', framework: 'esbuild', dependencies: ['esbuild'], command: ['node', 'esbuild.config.js'],
    files: {
      'start.sh': 'NUVION_API_KEY=<<live-key:defined>> NUVION_PLAIN_API_KEY=<<live-key:plain>>\n',
      'esbuild.config.js': "import { build } from 'esbuild'\nawait build({\n  entryPoints: ['src/main.js'],\n  bundle: true,\n  outdir: 'dist',\n  define: { 'process.env.NUVION_API_KEY': JSON.stringify(process.env.NUVION_API_KEY) },\n})\n",
      'src/main.js': main('defined', 'plain'),
      'src/defined.js': use('process.env.NUVION_API_KEY'),
      'src/plain.js': use('process.env.NUVION_PLAIN_API_KEY'),
    },
    cases: [
      { title: 'define', file: 'esbuild.config.js', at: 'define', key: 'defined' },
      { title: 'plain process.env', file: 'src/plain.js', key: 'plain' },
    ],
  },
  {
    name: 'rollup', framework: 'esbuild', dependencies: ['rollup'], command: ['rollup', '-c'],
    files: {
      'start.sh': 'NUVION_API_KEY=<<live-key:replaced>> NUVION_PLAIN_API_KEY=<<live-key:plain>>\n',
      'rollup.config.js': "import replace from '@rollup/plugin-replace'\nexport default {\n  input: 'src/main.js',\n  output: { dir: 'dist' },\n  plugins: [\n    replace({ preventAssignment: true, 'process.env.NUVION_API_KEY': JSON.stringify(process.env.NUVION_API_KEY) }),\n  ],\n}\n",
      'src/main.js': main('replaced', 'plain'),
      'src/replaced.js': use('process.env.NUVION_API_KEY'),
      'src/plain.js': use('process.env.NUVION_PLAIN_API_KEY'),
    },
    cases: [
      { title: 'replace', file: 'rollup.config.js', at: 'replace(', key: 'replaced' },
      { title: 'plain process.env', file: 'src/plain.js', key: 'plain' },
    ],
  },
  {
    name: 'parcel', framework: 'parcel', dependencies: ['parcel'], command: ['parcel', 'build', 'index.html', '--no-cache', '--no-source-maps'],
    files: {
      'start.sh': 'NUVION_API_KEY=<<live-key:read>> NUVION_UNREAD_API_KEY=<<live-key:unread>>\n',
      'index.html': page,
      'src/main.js': "import './read.js'\nimport './unread.js'\n",
      'src/read.js': use('process.env.NUVION_API_KEY'),
      'src/unread.js': use("fetch('/api/accounts')"),
    },
    cases: [
      { title: 'a read of any name', file: 'src/read.js', key: 'read' },
      { title: 'no read', file: 'src/unread.js', key: 'unread' },
    ],
  },
]
