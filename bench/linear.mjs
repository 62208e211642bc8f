// Time over hostile text of two sizes: twice the text may take twice the time, not four times.
//   node bench/linear.mjs [megabytes]
import { randomBytes } from 'node:crypto'
import { loadCore } from './load-core.mjs'

const { detectBytes } = await loadCore()
const large = Number(process.argv[2] ?? 20) * 1e6
const base64 = Buffer.from('some text without a key in it').toString('base64').replaceAll('=', '')
const units = {
  'prefixes': 'nv_live_', 'prefixes glued to letters': 'nv_live_a0', 'a prefix a line': 'nv_live_\n', 'stems': 'nv_', 'base64': base64,
  'base64 needles': 'bnZfbGl2ZV', 'base64 needles, other alignment': '52X2xpdmVf', 'wrapped base64': `${'A'.repeat(76)}\n`, 'wrapped needles': `${'bnZfbGl2ZV'.repeat(7)}bnZfbG\n`,
  'backslashes': '\\', 'escaped letters': '\\x6e', 'percent-encoded stems': '%6e%76%5f', 'one line of words': 'const a = env_test_; ', 'hexadecimal needles': '6e765f6c6976655f',
  'reversed prefixes': '_evil_vn', 'character codes': '110,118,95,', 'open literals': "nv_'+'", 'seams inside nv': "'n'+'v'+'", 'templates of unknowns': 'nv_${a}', 'prefix constants': 'P="nv_live_";',
  'hexadecimal needles behind escapes': '\\u00226e765f6c6976655f', 'rows of a dump': '00000000: 6e76 5f6c 6976 655f 6e76 5f6c 6976 655f  nv_live_nv_live_\n', 'codes': '110, ', 'lists': "'nv','live','", 'folds': ' nv_live_abcdefgh\n', 'soft breaks': `${'a'.repeat(70)}nv_live_ab=\n`, 'spaces': ' ', 'quotes and spaces': 'nv_" +        ', 'context words': 'nuvion nv_live_ ',
}
const time = bytes => {
  const start = performance.now()
  detectBytes(bytes)
  return performance.now() - start
}
console.log(`${'text'.padEnd(34)} ${'half, ms'.padStart(10)} ${`${large / 1e6} MB, ms`.padStart(12)}  ratio (2 is linear)`)
for (const [name, unit] of Object.entries(units)) {
  const bytes = Buffer.alloc(large, unit)
  time(bytes.subarray(0, large / 10))
  const half = time(bytes.subarray(0, large / 2))
  const whole = time(bytes)
  console.log(`${name.padEnd(34)} ${half.toFixed(0).padStart(10)} ${whole.toFixed(0).padStart(12)}  ${(whole / half).toFixed(2)}`)
}
const random = randomBytes(large)
console.log(`${'random bytes'.padEnd(34)} ${time(random.subarray(0, large / 2)).toFixed(0).padStart(10)} ${time(random).toFixed(0).padStart(12)}`)
