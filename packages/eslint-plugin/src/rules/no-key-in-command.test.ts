import { testRule } from '../scenarios/test-rule.ts'

testRule('no-key-in-command', {
  valid: [
    "execFile('nuvion', ['sync'], { env: { NUVION_API_KEY: process.env.NUVION_API_KEY } })",
    "exec('nuvion accounts list')",
    "spawn('nuvion', ['--env', 'sandbox'])",
    'pattern.exec(nuvionKey)',
    'run(nuvionKey)',
    "const options = { env: { KEY: nuvionKey } }; spawn('node', ['sync.js'], options)",
    "const start = (file, options) => spawn('node', [file], options); start('sync.js', { env: { KEY: nuvionKey } })",
    "new Deno.Command('nuvion', { args: ['sync'], env: { NUVION_API_KEY: nuvionKey } })",
  ],
  invalid: [
    { code: 'exec(`curl -H "Authorization: Bearer ${process.env.NUVION_API_KEY}" https://api.nuvion.co`)', errors: ['command:1'] },
    { code: "spawn('nuvion', ['--key', nuvionKey])", errors: ['command:1'] },
    { code: 'await $`nuvion --key ${nuvionKey}`', errors: ['command:1'] },
    { code: 'const sh = command => execSync(command); sh(`nuvion --key ${nuvionKey}`)', errors: ['command:1'] },
    { code: "new Deno.Command('nuvion', { args: ['--key', nuvionKey] })", errors: ['command:1'] },
    { code: "import * as exec from '@actions/exec'\nexec.exec('nuvion', ['--key', nuvionKey])", errors: ['command:2'] },
    { code: 'ssh(nuvionKey)', options: { commands: ['ssh'] }, errors: ['command:1'] },
  ],
})
