// Throws inputs made of the fragments that detection looks for at it: none may throw, take long for its length, or be hidden by the byte filter.
//   node bench/fuzz.mjs [inputs] [seed]
import { loadCore } from './load-core.mjs'

const { createRandom, detect, detectBytes, mayHoldKey, mintKey, listNeedles } = await loadCore()
const needles = listNeedles()
const inputs = Number(process.argv[2] ?? 1_000_000)
const seed = Number(process.argv[3] ?? 1)
const random = createRandom(seed)
const pick = list => list[Math.floor(random() * list.length)]
const keys = Array.from({ length: 200 }, (_, i) => mintKey(pick(['live', 'test', 'webhook']), i + 1))
const base64 = keys.map(key => Buffer.from(key).toString('base64'))
const marks = ["'", '"', '`', '\\', '%', '&', '=', '+', ',', '.', '#', '$', '{', '}', '(', ')', '[', ']', '\n', '\r\n', ' ', '\t', '%5f', '\\x5f', '\\u005f', '&#95;', '%6e', '\\x6e', '\0', "['nv','live','", ".join('_')", "' + '", 'key: >-\n  ', 'nuvion', 'é', '你', '😀', '\ud800']
let [slowest, slowestText, found, hidden] = [0, '', 0, 0]
const started = performance.now()
for (let i = 0; i < inputs; i++) {
  let text = ''
  for (let parts = Math.floor(random() * 24); parts > 0; parts--) {
    const kind = random()
    text += kind < 0.12 ? pick(keys) : kind < 0.16 ? pick(base64) : kind < 0.5 ? pick(needles).text : kind < 0.95 ? pick(marks) : String.fromCharCode(Math.floor(random() * 0x250))
  }
  const start = performance.now()
  let matches
  try {
    matches = detect(text)
    detectBytes(Buffer.from(text, i % 7 === 0 ? 'utf16le' : i % 5 === 0 ? 'latin1' : 'utf8'))
  } catch (error) {
    console.log(`input ${i} of seed ${seed} throws: ${error.message}`)
    process.exit(1)
  }
  const took = performance.now() - start
  if (took > slowest && i > 1000) [slowest, slowestText] = [took, text]
  found += matches.length
  if (matches.length > 0 && !mayHoldKey(Buffer.from(text, 'utf8'))) hidden++
}
console.log(`${inputs} inputs, ${found} matches, 0 thrown, ${hidden} hidden by the byte filter, ${((performance.now() - started) / 1000).toFixed(0)} s; slowest ${slowest.toFixed(1)} ms for ${slowestText.length} characters`)
