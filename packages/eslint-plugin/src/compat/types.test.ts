import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPlugin, packageFolder, writeFiles } from './installed-plugin.ts'
import { declarationsAreTrue } from './written-types.ts'

const run = promisify(execFile)
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

let root: string
beforeAll(async () => {
  root = await installPlugin({ withOptional: false })
}, 120_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const config = `import { defineConfig } from 'eslint/config'
import nuvion, { languageBlock, type NoHardcodedKeyOptions, type NuvionSettings } from 'eslint-plugin-nuvion'

const options: NoHardcodedKeyOptions = { allowTestKeysIn: ['docs/**'] }
const settings: NuvionSettings = { framework: 'next', envNames: ['NUVION_API_KEY'] }
export default defineConfig([
  nuvion.configs.recommended,
  nuvion.configs.env,
  { plugins: { nuvion }, extends: ['nuvion/strict'], settings: { nuvion: settings }, rules: { 'nuvion/no-hardcoded-key': ['error', options] } },
  languageBlock({ language: 'yaml', plugin: nuvion, rules: { 'nuvion/no-hardcoded-key': 'error' } }),
  { files: ['**/.env*'], languageOptions: { parser: nuvion.parsers.text } },
])
`

describe('the published declarations', () => {
  it('say what the source says and name no private package', () => {
    expect(declarationsAreTrue).toBe(true)
    const text = readFileSync(join(root, 'node_modules/eslint-plugin-nuvion/types/index.d.ts'), 'utf8')
    expect(text.match(/from '[^']+'/g)).toEqual(["from 'eslint'"])
  })

  it('name what the built module exports', async () => {
    const built = (await import(pathToFileURL(join(root, 'node_modules/eslint-plugin-nuvion/dist/index.js')).href)) as object
    expect(Object.keys(built).sort()).toEqual(['default', 'languageBlock', 'module.exports'])
  })

  it.each([
    ['eslint-9', '9.39.5'],
    ['eslint', '10.15.0'],
  ])('satisfy defineConfig of %s %s', async folder => {
    const project = join(root, folder)
    writeFiles(project, {
      'eslint.config.ts': config,
      'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2023', strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [], skipLibCheck: true }, files: ['eslint.config.ts'] }),
      'package.json': '{"type":"module"}',
    })
    mkdirSync(join(project, 'node_modules'), { recursive: true })
    symlinkSync(packageFolder(folder), join(project, 'node_modules/eslint'))
    symlinkSync(join(root, 'node_modules/eslint-plugin-nuvion'), join(project, 'node_modules/eslint-plugin-nuvion'))
    const { stdout } = await run(process.execPath, [compiler, '-p', project, '--preserveSymlinks'], { cwd: project }).catch((failed: unknown) => failed as { stdout: string })
    expect(stdout).toBe('')
  })
})
