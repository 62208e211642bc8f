// Compares the scanner with git on real repositories, interleaved (A B A B …), medians:
//   audit and history   against  git cat-file --batch-all-objects --batch --unordered --buffer > /dev/null
//   attribution of 50   against  one git log --all -c --raw … --find-object=… with all of them
// usage: node bench/history.mjs [--rounds N] REPOSITORY…
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const argv = process.argv.slice(2)
const at = argv.indexOf('--rounds')
const rounds = at === -1 ? 3 : Number(argv.splice(at, 2)[1])
const root = resolve(import.meta.dirname, '..')
const cli = join(root, 'packages/scanner/dist/cli.js')
if (argv.length === 0 || !existsSync(cli)) {
  console.error('usage: node bench/history.mjs [--rounds N] REPOSITORY…   (after npm run build)')
  process.exit(2)
}

const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** Wall seconds, and the peak of the process's own memory where the system tells it (Linux). */
async function run(command, args, cwd) {
  const start = process.hrtime.bigint()
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  let peak = 0
  const timer = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak)
    } catch {
      // It has ended, or this is no Linux: the last value stands.
    }
  }, 20)
  const code = await new Promise(done => child.once('exit', done))
  clearInterval(timer)
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes: Math.round(peak / 1024), code }
}

/** Starting git costs the more, the more memory the one that starts it has: neither this process nor the one that attributes has a bundler in it. */
function startAttribution() {
  const folder = mkdtempSync(join(tmpdir(), 'nuvion-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files = ['attribution/attribute.ts', 'sources/git.ts'].map(entry => {
    const file = join(folder, `${entry.replaceAll('/', '-')}.mjs`)
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'bundle.mjs'), join(root, 'packages/scanner/src', entry), file], { stdio: 'inherit' })
    if (status !== 0) process.exit(2)
    return file
  })
  const child = fork(join(import.meta.dirname, 'attribution.mjs'), files)
  return {
    async attribute(repository, oids) {
      child.send({ repository, oids })
      const [answer] = await once(child, 'message')
      return answer
    },
    end: () => child.disconnect(),
  }
}

/** 50 blobs, evenly spread over all that commits reach. */
function chooseBlobs(repository) {
  const list = spawnSync('git', ['rev-list', '--objects', '--all', '--filter=object:type=blob', '--filter-provided-objects'], { cwd: repository, maxBuffer: 1 << 30, encoding: 'latin1' })
  const oids = list.stdout.split('\n').map(line => line.split(' ')[0]).filter(oid => /^[0-9a-f]{40,64}$/.test(oid))
  const step = Math.max(1, Math.floor(oids.length / 50))
  return oids.filter((_, i) => i % step === 0).slice(0, 50)
}

const { attribute, end } = startAttribution()
for (const repository of argv.map(path => resolve(path))) {
  const variants = {
    git: ['sh', ['-c', 'exec git cat-file --batch-all-objects --batch --unordered --buffer > /dev/null']],
    audit: [process.execPath, [cli, 'audit', repository]],
    history: [process.execPath, [cli, 'history', repository]],
  }
  const taken = { git: [], audit: [], history: [] }
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, args]] of Object.entries(variants)) taken[name].push(await run(command, args, repository))
  }
  const seconds = name => median(taken[name].map(one => one.seconds))
  console.log(`${repository}\n  git cat-file  ${seconds('git').toFixed(2)} s`)
  for (const name of ['audit', 'history']) {
    const peak = Math.max(...taken[name].map(one => one.megabytes))
    console.log(`  ${name.padEnd(12)}  ${seconds(name).toFixed(2)} s  ratio ${(seconds(name) / seconds('git')).toFixed(2)}  peak ${peak} MB  exit ${taken[name][0].code}`)
  }
  const oids = chooseBlobs(repository)
  const log = ['log', '--all', '-c', '--raw', '-z', '--no-abbrev', '--no-renames', '--format=%H', ...oids.map(oid => `--find-object=${oid}`)]
  const [logged, attributed] = [[], []]
  let found = 0
  for (let round = 0; round < rounds; round++) {
    logged.push((await run('git', log, repository)).seconds)
    const { seconds, introduced } = await attribute(repository, oids)
    attributed.push(seconds)
    found = introduced
  }
  console.log(`  git log       ${median(logged).toFixed(2)} s for ${oids.length} blobs\n  attribution   ${median(attributed).toFixed(2)} s  ratio ${(median(attributed) / median(logged)).toFixed(2)}  introduced found for ${found} of ${oids.length}`)
}
end()
