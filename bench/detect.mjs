// Speed of detection over source text without a key, against a plain search for two bytes in the same run.
//   node bench/detect.mjs [folder] [megabytes]
import { fileURLToPath } from 'node:url'
import { loadCore, readSources } from './load-core.mjs'

const { detectBytes, mayHoldKey, listNeedles } = await loadCore()
const needles = listNeedles()
const folder = process.argv[2] ?? fileURLToPath(new URL('../node_modules/.pnpm', import.meta.url))
const { sources, bytes } = await readSources(folder, Number(process.argv[3] ?? 200) * 1e6)
const median = list => [...list].sort((a, b) => a - b)[list.length >> 1]

const searches = {
  'indexOf("v_"): the floor': one => one.indexOf('v_'),
  'the byte filter': mayHoldKey,
  'detectBytes, whole': detectBytes,
}
const seconds = Object.fromEntries(Object.keys(searches).map(name => [name, []]))
for (let round = 0; round < 7; round++) {
  for (const [name, search] of Object.entries(searches)) {
    const start = performance.now()
    for (const one of sources) search(one)
    if (round > 0) seconds[name].push((performance.now() - start) / 1000)
  }
}
const floor = median(seconds['indexOf("v_"): the floor'])
console.log(`${sources.length} files, ${(bytes / 1e6).toFixed(0)} MB, ${needles.length} needles; medians of 6 interleaved rounds`)
for (const [name, list] of Object.entries(seconds)) {
  const one = median(list)
  console.log(`${name.padEnd(28)} ${(bytes / one / 1e9).toFixed(2).padStart(6)} GB/s   ${(one / floor).toFixed(2).padStart(6)} x the floor`)
}
console.log(`a needle costs ${(((median(seconds['the byte filter']) - floor) / needles.length / bytes) * 1e12).toFixed(1)} ms per GB and ${needles.length} of them one pass`)
console.log(`let through to detection: ${sources.filter(mayHoldKey).length} files`)
