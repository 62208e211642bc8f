import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { toFingerprint, type Match } from '@nuvion-guard/core'
import { matchesGlob } from './classify/glob.ts'
import type { LintFile } from './source/lint-file.ts'

const fingerprintPattern = /^[0-9a-f]{32}$/
const lists = new Map<string, { readonly mtimeMs: number; readonly fingerprints: ReadonlySet<string> }>()

/** Says whether a key is accepted: by its fingerprint, by the file it stands in, or by the scanner's allowlist. */
export function createIsAllowed(file: LintFile, more: readonly string[] = [], testKeysIn: readonly string[] = []): (match: Match) => boolean {
  const entries = [...(file.settings.allow ?? []), ...more]
  const fingerprints = new Set(entries.filter(entry => fingerprintPattern.test(entry)))
  const globs = entries.filter(entry => !fingerprintPattern.test(entry))
  const isAllowedFile = globs.length > 0 && matchesGlob(file.path, globs)
  const takesTestKeys = testKeysIn.length > 0 && matchesGlob(file.path, testKeysIn)
  const listed = file.settings.allowlist === undefined ? null : readAllowlist(resolve(file.cwd, file.settings.allowlist))
  return match => {
    if (isAllowedFile || (takesTestKeys && match.environment === 'test')) return true
    if (fingerprints.size === 0 && listed === null) return false
    const fingerprint = toFingerprint(match.secret)
    return fingerprints.has(fingerprint) || listed?.has(fingerprint) === true
  }
}

/** Fingerprints of an allowlist file whose entries have not expired; a file that is missing or broken accepts nothing. */
function readAllowlist(path: string): ReadonlySet<string> {
  let mtimeMs: number
  try {
    mtimeMs = statSync(path).mtimeMs
  } catch {
    return new Set()
  }
  const known = lists.get(path)
  if (known?.mtimeMs === mtimeMs) return known.fingerprints
  const fingerprints = new Set<string>()
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const entries = Array.isArray(content) ? content : Object.values(content as object).find(Array.isArray)
    for (const entry of entries ?? []) {
      const one = entry as { readonly fingerprint?: unknown; readonly expires?: unknown }
      const isLapsed = typeof one.expires === 'string' && Date.parse(one.expires) < Date.now()
      if (typeof one.fingerprint === 'string' && fingerprintPattern.test(one.fingerprint) && !isLapsed) fingerprints.add(one.fingerprint)
    }
  } catch {
    // the scanner reports a broken allowlist; here it must not hide the rest of the findings
  }
  lists.set(path, { mtimeMs, fingerprints })
  return fingerprints
}
