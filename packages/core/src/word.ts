import { codeWords, letterPairBits } from '@nuvion-guard/rules'

const vocabulary = new Set(codeWords)
const bits = new Uint8Array(26 * 26)
for (const [first, row] of Object.entries(letterPairBits)) {
  for (let second = 0; second < 26; second++) bits[(first.charCodeAt(0) - 97) * 26 + second] = '0123456789abcdef'.indexOf(row.charAt(second))
}

/** Mean surprise of the letter pairs in bits: about 3.7 for English words, 7.3 for random letters. `letters` is lower case. */
function meanPairBits(letters: string): number {
  let sum = 0
  for (let i = 1; i < letters.length; i++) sum += bits[(letters.charCodeAt(i - 1) - 97) * 26 + letters.charCodeAt(i) - 97] ?? 15
  return letters.length < 2 ? 15 : sum / (letters.length - 1)
}

/** Whether letters read as natural-language or code words. The limits lie between the 99th percentile of words and the 5th of random letters of that length. */
export function isWordLike(token: string): boolean {
  const letters = token.toLowerCase()
  return isOneWord(letters) || isCompound(letters)
}

/** The same for a token inside a mix of letters and digits, where a chance word is short and a typed one is clear. */
export function isWordInMix(token: string): boolean {
  const letters = token.toLowerCase()
  return vocabulary.has(letters) || (letters.length >= 5 && (meanPairBits(letters) <= 4.6 || isCompound(letters)))
}

function isOneWord(letters: string): boolean {
  if (vocabulary.has(letters)) return true
  if (letters.length < 4) return false
  const mean = meanPairBits(letters)
  return letters.length === 4 ? mean <= 4.4 : letters.length < 7 ? mean <= 5 : mean <= 5.1
}

/** Whether parts of camel case read as words, taken together: `limit` is the mean surprise of a letter pair, about 5 for words, 6.9 for those of any language. */
export function areWords(parts: readonly string[], limit: number): boolean {
  return parts.reduce((sum, part) => sum + meanPairBits(part.toLowerCase()) * part.length, 0) <= limit * parts.join('').length
}

/** `sandboxkey`: a code word with another word before or after it; the pair of letters where they meet is often a rare one. */
function isCompound(letters: string): boolean {
  for (let at = 3; at <= letters.length - 3; at++) {
    const [head, tail] = [letters.slice(0, at), letters.slice(at)]
    if ((vocabulary.has(head) && isOneWord(tail)) || (vocabulary.has(tail) && isOneWord(head))) return true
  }
  return false
}

/** Whether a word is one of the short code words. */
export function isCodeWord(token: string): boolean {
  return vocabulary.has(token.toLowerCase())
}
