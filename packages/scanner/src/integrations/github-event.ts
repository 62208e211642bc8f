import { redact } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'
import { isCommitId, newCommits, type CiRange } from './ci-range.ts'

/**
 * The commits of a GitHub Actions run, by its event file: pull requests, merge queues, pushes (new branches, forced ones, tags).
 * Throws `ScanError` (2) where the file cannot be read or the event has no commits.
 */
export function readGithubRange(environment: Readonly<Record<string, string | undefined>>, readText: (path: string) => string): CiRange {
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  const path = environment['GITHUB_EVENT_PATH'] ?? ''
  if (path === '') throw new ScanError('GITHUB_EVENT_PATH is not set, so there is no range. Give one: nuvion-guard range origin/main..HEAD', { exitCode: 2 })
  const event = parseEvent(path, readText)
  const commit = (...keys: readonly string[]): string => {
    const value = look(event, keys)
    if (typeof value === 'string' && isCommitId(value)) return value
    throw new ScanError(`The event file ${redact(path)} holds no commit at ${keys.join('.')}. Give the range: nuvion-guard range origin/main..HEAD`, { exitCode: 2 })
  }
  if (look(event, ['pull_request']) !== undefined) {
    const number = look(event, ['pull_request', 'number']) ?? look(event, ['number'])
    return { from: `GitHub pull request ${toText(number)}`.trim(), choices: [[`${commit('pull_request', 'base', 'sha')}..${commit('pull_request', 'head', 'sha')}`]] }
  }
  if (look(event, ['merge_group']) !== undefined) {
    return { from: 'GitHub merge queue', choices: [[`${commit('merge_group', 'base_sha')}..${commit('merge_group', 'head_sha')}`]] }
  }
  if (look(event, ['after']) === undefined) {
    throw new ScanError(`The GitHub event ${redact(name)} has no range of commits. Give one, or look at everything: nuvion-guard history`, { exitCode: 2 })
  }
  const ref = toText(look(event, ['ref']))
  const branch = ref.replace(/^refs\/(?:heads|tags)\//, '')
  const after = commit('after')
  const before = look(event, ['before'])
  if (ref.startsWith('refs/tags/')) return { from: `GitHub tag ${branch}`, choices: [[after, '--not', '--remotes']] }
  // The commits before a forced push are in no clone any more.
  if (look(event, ['forced']) === true) return { from: `GitHub forced push to ${branch}`, choices: [newCommits(after, branch)] }
  if (typeof before !== 'string' || !isCommitId(before)) return { from: `GitHub push to the new branch ${branch}`, choices: [newCommits(after, branch)] }
  return { from: `GitHub push to ${branch}`, choices: [[`${before}..${after}`]] }
}

function parseEvent(path: string, readText: (path: string) => string): unknown {
  let text: string
  try {
    text = readText(path)
  } catch (cause) {
    throw new ScanError(`The event file ${redact(path)} cannot be read. Give the range: nuvion-guard range origin/main..HEAD`, { exitCode: 2, cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ScanError(`The event file ${redact(path)} is no JSON. Give the range: nuvion-guard range origin/main..HEAD`, { exitCode: 2, cause })
  }
}

function look(value: unknown, keys: readonly string[]): unknown {
  let at: unknown = value
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at ?? undefined
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
