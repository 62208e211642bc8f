import { testRule } from '../scenarios/test-rule.ts'

testRule('no-env-inlining', {
  valid: [
    { code: 'module.exports = { env: { NUVION_ENV: process.env.NUVION_ENV } }', filename: 'next.config.js' },
    { code: 'module.exports = { serverRuntimeConfig: { nuvionKey: process.env.NUVION_API_KEY } }', filename: 'next.config.js' },
    { code: "export default { envPrefix: ['VITE_', 'NUVION_PUBLIC_'] }", filename: 'vite.config.ts' },
    { code: 'export default { define: { __ENV__: JSON.stringify(process.env.NUVION_ENV) } }', filename: 'vite.config.ts' },
    { code: "build({ platform: 'node', define: { KEY: JSON.stringify(process.env.NUVION_API_KEY) } })", filename: 'build.mjs' },
    { code: 'export default defineNuxtConfig({ runtimeConfig: { nuvionKey: process.env.NUVION_API_KEY } })', filename: 'nuxt.config.ts' },
    { code: "export default defineConfig({ env: { schema: { NUVION_API_KEY: envField.string({ context: 'server' }) } } })", filename: 'astro.config.mjs' },
    { code: "defineEnvVars({ NUVION_API_KEY: { public: false } })", filename: 'src/env.ts' },
    { code: "spawn('x', { env: { NUVION_API_KEY: process.env.NUVION_API_KEY } })", filename: 'next.config.js' },
    { code: 'export const settings = { define: { nuvionKey: process.env.NUVION_API_KEY } }', filename: 'src/settings.ts' },
    { code: "export default { server: { proxy: { '/n': { headers: { Authorization: `Bearer ${process.env.NUVION_API_KEY}` } } } } }", filename: 'vite.config.ts' },
    { code: "new EnvironmentPlugin(['NODE_ENV', 'NUVION_ENV'])", filename: 'webpack.config.js' },
  ],
  invalid: [
    { code: 'module.exports = { env: {\n  NUVION_API_KEY: process.env.NUVION_API_KEY,\n} }', filename: 'next.config.js', errors: ['entry:2'] },
    { code: '// nuvion\nexport default { env: { ...process.env } }', filename: 'next.config.mjs', errors: ['environment:2'] },
    { code: "// nuvion\nexport default defineConfig({ define: { 'process.env': process.env } })", filename: 'vite.config.ts', errors: ['environment:2'] },
    { code: "export default { envPrefix: ['VITE_', 'NUVION_'] }", filename: 'vite.config.ts', errors: ['prefix:1'] },
    { code: "new EnvironmentPlugin(['NUVION_API_KEY'])", filename: 'webpack.config.js', errors: ['entry:1'] },
    { code: 'new webpack.DefinePlugin({ KEY: JSON.stringify(process.env.NUVION_API_KEY) })', filename: 'webpack.config.js', errors: ['entry:1'] },
    { code: 'export default defineNuxtConfig({ runtimeConfig: { public: { nuvionKey: process.env.NUVION_API_KEY } } })', filename: 'nuxt.config.ts', errors: ['entry:1'] },
    { code: 'defineEnvVars({ NUVION_API_KEY: { public: true } })', filename: 'tools/x.ts', errors: ['entry:1'] },
    { code: 'export const settings = { define: { nuvionKey: process.env.NUVION_API_KEY } }', filename: 'src/settings.ts', options: { configFiles: ['src/settings.ts'] }, errors: ['entry:1'] },
    { code: "export default { extra: { nuvionKey: process.env.NUVION_API_KEY } }", filename: 'app.config.ts', errors: ['entry:1'] },
  ],
})
