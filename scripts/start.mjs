import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, install } from './setup.mjs'

install()
build()
const cli = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'scanner', 'dist', 'cli.js')
// npm runs scripts in the project's folder; paths on the command line are meant from where the user stands.
const cwd = process.env['INIT_CWD'] ?? process.cwd()
const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { cwd, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('error', error => {
  process.stderr.write(`nuvion-guard: the scanner could not be started: ${error.message}\n`)
  process.exitCode = 2
})
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 3)
})
