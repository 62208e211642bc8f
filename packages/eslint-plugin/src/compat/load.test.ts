import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, installPlugin, packageFolder, writeFiles } from './installed-plugin.ts'

const run = promisify(execFile)

let root: string
beforeAll(async () => {
  root = await installPlugin({ withOptional: false })
  writeFiles(root, {
    'package.json': '{"name":"shop","type":"module","dependencies":{"next":"*"}}',
    'load.mjs': "import nuvion from 'eslint-plugin-nuvion'\nimport { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\nconst absent = ['eslint', 'typescript', 'oxc-parser', 'oxc-resolver'].filter(name => { try { require.resolve(name); return false } catch { return true } })\nconsole.log(JSON.stringify({ rules: Object.keys(nuvion.rules).length, absent, same: require('eslint-plugin-nuvion') === nuvion }))\n",
    'lib/index.js': "export * from './nuvion.js'\n",
    'lib/nuvion.js': 'export const nuvionKey = process.env.NUVION_API_KEY\n',
    'app/buy.jsx': "'use client'\nimport { nuvionKey } from '../lib/index.js'\nexport const Buy = () => <button onClick={() => send(nuvionKey)}>x</button>\n",
  })
}, 120_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('in a folder without eslint, typescript and the native packages', () => {
  it('loads by import and by require', async () => {
    const { stdout, stderr } = await run(process.execPath, ['--no-warnings', 'load.mjs'], { cwd: root, env: cleanEnvironment() })
    expect(JSON.parse(stdout)).toEqual({ rules: 17, absent: ['eslint', 'typescript', 'oxc-parser', 'oxc-resolver'], same: true })
    expect(stderr).toBe('')
  })

  it('lints in oxlint, follows relative imports, and says once what is missing', async () => {
    writeFileSync(join(root, 'oxlint.json'), JSON.stringify({ jsPlugins: ['eslint-plugin-nuvion'], categories: { correctness: 'off' }, rules: { 'nuvion/no-client-side-key': 'error' } }))
    const { stdout, stderr } = await run(process.execPath, [join(packageFolder('oxlint'), 'bin/oxlint'), '-c', 'oxlint.json', '--format', 'unix', 'app'], { cwd: root, env: cleanEnvironment() }).catch((failed: unknown) => failed as { stdout: string; stderr: string })
    expect(stdout).toContain('app/buy.jsx → lib/index.js → lib/nuvion.js')
    expect(stderr.match(/NUVION_LIMITED_IMPORTS/g)).toHaveLength(1)
  })
})
