import { digitLetters, hexWords, keyboardRuns, shortWords } from '@nuvion-guard/rules'
import { areWords, isCodeWord, isWordInMix, isWordLike } from './word.ts'

/** `random`: a key body. `contestable`: partly wordy. `stand-in`: filler, sequence, words or a name with a short suffix. */
export type BodyVerdict = 'random' | 'contestable' | 'stand-in'

/** Characters that are looked at: a stand-in shows itself early, and a body has no upper limit. */
const sampleLength = 2048
const order = new Int8Array(128).fill(-1)
for (const [rank, character] of [...'0123456789abcdefghijklmnopqrstuvwxyz'].entries()) {
  order[character.charCodeAt(0)] = rank
  order[character.toUpperCase().charCodeAt(0)] = rank
}

/**
 * Decides whether the characters after the prefix are random. The body is split at `_`, `-`, digits and case changes; what is no word,
 * sequence, repetition, number or date is its random mass, and the mass decides. No substring alone ever rejects a body.
 */
export function judgeBody(body: string): BodyVerdict {
  const cut = body.length > sampleLength ? body.slice(0, sampleLength) : body
  // The groups of a UUID are one number.
  const sample = hexGroups.test(cut) ? cut.replaceAll('-', '') : cut
  const characters = sample.replace(/[-_]/g, '')
  if (characters.length < 8) return 'stand-in'
  if (isFiller(characters)) return 'stand-in'
  const chunks = sample.split(/[-_]/)
  if (isPhrase(chunks)) return 'stand-in'
  const explained = markFillerRuns(sample)
  let mass = 0
  let softMass = 0
  let structural = 0
  let longest = 0
  let offset = 0
  for (const chunk of chunks) {
    const open = unexplainedIn(chunk, explained, offset)
    offset += chunk.length + 1
    if (chunk === '') continue
    longest = Math.max(longest, open)
    const letters = wordWithNumber.exec(chunk)?.[1] ?? ''
    if ((letters.length > 3 && isWordChunk(letters)) || /^(?:19|20)\d{6}t\d{4,6}z?$/i.test(chunk)) structural += chunk.length
    else if (letters === chunk) {
      if (isCodeWord(chunk)) structural += chunk.length
      else if (chunk.length <= 3) softMass += open
      else mass += open
    } else if (/^\d{1,14}$/.test(chunk) && chunk.length < characters.length) {
      softMass += chunk.length > 4 ? 0 : open
    } else if (isWordWithDigits(chunk)) structural += chunk.length
    else if (isNumbered(chunk)) softMass += open
    else mass += open
  }
  // In a shuffle of small letters, capitals and digits, `-` and `_` set chance words apart.
  if (mass >= 12 && mass + softMass >= 0.6 * characters.length && isShuffled(sample)) return 'random'
  // A name of many short parts has a random part, but it is no key; nor is one beside words, unless it is long.
  if (structural >= 4 || beginsAsName(sample)) return mass >= 22 && longest >= 18 ? 'random' : mass >= 14 ? 'contestable' : 'stand-in'
  const total = mass + softMass
  const share = total / characters.length
  if ((chunks.length > 4 && longest <= 9) || (chunks.length > 3 && longest <= 12 && !/[A-Z]/.test(sample))) return 'contestable'
  if (/^\d+$/.test(characters)) return 'contestable'
  if ((total >= 12 && share >= 0.6) || (total >= 16 && share >= 0.5)) return 'random'
  return total >= 10 && share >= 0.45 ? 'contestable' : 'stand-in'
}

/** `api-7d9f8b6c5d-x2k4q`, `db_8cad4ac9525c2aeed52d`: small letters before the first separator, where no capitals follow or more such parts do. */
function beginsAsName(sample: string): boolean {
  return /^[a-z]{2,8}(?:\d|20\d{6})?[-_][^A-Z]*$|^(?:[a-z]{2,8}[-_]){2}/.test(sample)
}

/** `worker2`, `2nd`, `upload20261007`: letters beside a short number or before a date. */
const wordWithNumber = /^\d{0,4}([A-Za-z]+)(?:\d{0,4}|(?:19|20)\d\d[01]\d[0-3]\d)$/
const short = new Set(shortWords)
const hexGroups = /^[\da-f]{4,}(?:-[\da-f]{4,})+$/i
const tokens = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|\d+/g

/** Small letters, capitals and digits change so often that no words could. */
function isShuffled(sample: string): boolean {
  const parts = sample.match(tokens) ?? []
  return parts.filter(part => part < ':').length > 1 && sample.length / parts.length <= 2.8 && /[a-z]\d*[A-Z].*[a-z]\d*[A-Z]/.test(sample) && !/^[A-Z]?[a-z]{3,}[-_]|[-_](?:[A-Z]?[a-z]{3,}|[A-Z]{4,})$/.test(sample)
}

/** Four or more parts of letters only, none long: words of any language. */
function isPhrase(chunks: readonly string[]): boolean {
  return chunks.length >= 4 && chunks.every((chunk, i) => /^(?:[a-z]{1,12}|[A-Z]{1,12}|[A-Z][a-z]{1,11})$/.test(chunk) || (i > 0 && /^\d{0,4}$/.test(chunk)))
}

/** `s3cr3t`, `t3st1ng`: a word in which digits stand for letters. */
function isWordWithDigits(chunk: string): boolean {
  if (chunk.length < 4 || chunk.length > 12 || !/^[a-z\d]+$/.test(chunk)) return false
  const letters = chunk.replace(/\d/g, digit => digitLetters[digit] ?? digit)
  return /^[a-z]+$/.test(letters) && isWordLike(letters)
}

/** Repetition, few distinct characters, counting and alphabet sequences, also interleaved ones (`a1b2c3`, `00112233`, `11aa22bb`). */
function isFiller(characters: string): boolean {
  const length = characters.length
  const distinct = new Set(characters.toLowerCase()).size
  if (/(.)\1{6}/.test(characters) || distinct <= 2 || (length >= 20 && distinct <= 5) || (length >= 28 && distinct <= 6)) return true
  for (let lag = 1; lag <= 4; lag++) if (neighbourShare(characters, lag) >= (lag === 4 ? 0.8 : 0.6)) return true
  const digits = characters.replace(/\D/g, '')
  if (digits.length >= 8 && counting.includes(digits)) return true
  const letters = characters.replace(/\d/g, '')
  if (letters.length >= 8 && new Set(letters.toLowerCase()).size >= 8 && neighbourShare(letters, 1) >= 0.7) return true
  return hasPeriod(characters.toLowerCase())
}

const counting = '0123456789'.repeat(5)

/** Share of characters that are the same as, or the direct neighbour of, the character `lag` places before, in the order 0–9 a–z. */
function neighbourShare(characters: string, lag: number): number {
  let near = 0
  for (let i = lag; i < characters.length; i++) {
    const step = (order[characters.charCodeAt(i)] ?? -1) - (order[characters.charCodeAt(i - lag)] ?? -1)
    // Counting wraps: 9 → 0, f → 0, z → 0 or a.
    if ((step >= -1 && step <= 1) || step === -9 || step === -15 || step === -25 || step === -35) near++
  }
  return near / Math.max(1, characters.length - lag)
}

/** Whether a unit of up to half the length is repeated throughout. */
function hasPeriod(characters: string): boolean {
  const longest = Math.min(64, Math.floor(characters.length / 2))
  for (let period = 1; period <= longest; period++) {
    let same = 0
    for (let i = period; i < characters.length; i++) if (characters.charCodeAt(i) === characters.charCodeAt(i - period)) same++
    if (same >= (characters.length - period) * 0.93) return true
  }
  return false
}

/** Marks runs of one character and straight sequences, also in every other place (`1a2b3c`), keyboard runs and hexadecimal words. */
function markFillerRuns(sample: string): Uint8Array {
  const explained = new Uint8Array(sample.length)
  const mark = (from: number, to: number): void => {
    explained.fill(1, from, to)
  }
  for (const step of [0, 1, -1]) {
    for (const [first, lag] of [[0, 1], [0, 2], [1, 2]] as const) {
      let from: number = first
      for (let i = first + lag; i < sample.length + lag; i += lag) {
        const before = order[sample.charCodeAt(i - lag)] ?? -1
        const here = order[sample.charCodeAt(i)] ?? -1
        if (before >= 0 && here >= 0 && (here - before === step || (here === 0 && before === 9 && step === 1))) continue
        if (i - from >= lag * (3 + lag)) for (let marked = from; marked < i; marked += lag) explained[marked] = 1
        from = i
      }
    }
  }
  const lower = sample.toLowerCase()
  for (const run of keyboardRuns) markAll(lower, run, mark)
  const words: (readonly [number, number])[] = []
  for (const word of hexWords) markAll(lower, word, (from, to) => words.push([from, to]))
  // One hexadecimal word occurs by chance in random digits; two are typed.
  if (words.length > 1) for (const [from, to] of words) mark(from, to)
  return explained
}

function markAll(text: string, word: string, mark: (from: number, to: number) => void): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) mark(at, at + word.length)
}

/** Characters of a chunk that no filler run and no word token of four letters or more explains. */
function unexplainedIn(chunk: string, explained: Uint8Array, offset: number): number {
  let open = 0
  for (const token of chunk.matchAll(tokens)) {
    if (/[A-Za-z]/.test(token[0]) && isWordInMix(token[0])) continue
    for (let i = 0; i < token[0].length; i++) if (explained[offset + token.index + i] === 0) open++
  }
  return open
}

/** A chunk of letters only that reads as a word, or as words in camel case. */
function isWordChunk(chunk: string): boolean {
  if (/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(chunk)) return chunk.length <= 3 || isWordLike(chunk)
  const parts = chunk.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]/g) ?? []
  const mean = chunk.length / parts.length
  // Capitals are as common as small letters in random text, so it has no long row of capitalised parts, whatever their language.
  if (chunk.length >= 12 && /^[a-z]*(?:[A-Z][a-z]+)+$/.test(chunk) && mean >= 2.9 && areWords([chunk], 6.9)) return true
  const long = parts.filter(part => part.length >= 4)
  // Acronyms stand between clear words.
  if (chunk.length >= 16 && mean >= 2.9 && long.join('').length / chunk.length >= 0.65 && areWords(long, 5)) return true
  const wordy = parts.filter(part => part.length >= 4 ? isWordLike(part) : part.length === 3 || isCodeWord(part) || short.has(part.toLowerCase())).join('').length
  return (wordy / chunk.length >= 0.75 && mean >= 2.9) || (wordy / chunk.length >= 0.9 && mean >= 2.4)
}

/** `rc2`, `crc32`, `16bit`, `v10`, `0x1f40`, `20260314T101112Z`: a number with a few letters; explained where words stand beside it. */
function isNumbered(chunk: string): boolean {
  return /^(?:\d{0,4}[a-z]{1,12}\d{0,4}|0x[\da-f]{1,8}|\d{8}t\d{4,6}z?|v?\d+(?:[a-z]\d+)?)$/i.test(chunk)
}
