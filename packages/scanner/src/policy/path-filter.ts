import picomatch from 'picomatch'
import type { OriginKind } from '@nuvion-guard/core'
import { messages } from '../messages.ts'
import { ScanError } from '../scan-error.ts'
import type { Place } from '../sources/source.ts'
import type { Policy } from './policy.ts'

/** Says whether a POSIX path, relative to the scanned root, is to be looked at. */
export type PathFilter = (path: string) => boolean

const kindsWithFilePath: ReadonlySet<OriginKind> = new Set<OriginKind>(['file', 'staged', 'blob', 'index', 'path'])

/** Compiles `--include` and `--exclude`; a glob without a slash matches a name at any depth. No glob accepts everything. */
export function createPathFilter(globs: { readonly include: readonly string[]; readonly exclude: readonly string[] }): PathFilter {
  const isIncluded = globs.include.length === 0 ? () => true : toMatcher(globs.include)
  const isExcluded = globs.exclude.length === 0 ? () => false : toMatcher(globs.exclude)
  return path => isIncluded(path) && !isExcluded(path)
}

/** Accepts findings whose path passes the filter; messages, people, refs and names in trees have no path and always pass. */
export function createPathPolicy(accepts: PathFilter): Policy {
  return (_finding, place) => !kindsWithFilePath.has(place.kind) || isUnnamed(place) || accepts(place.path)
}

/** An object of the store is called by its id until attribution knows its path; then `withHistory` asks the filter. */
function isUnnamed({ oid, path }: Place): boolean {
  return path === oid
}

function toMatcher(globs: readonly string[]): PathFilter {
  const patterns = globs.flatMap(glob => {
    const bare = glob.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
    if (bare === '.' || bare === '') return ['**']
    const anchored = bare.includes('/') ? bare : `**/${bare}`
    return [anchored, `${anchored}/**`]
  })
  try {
    return picomatch(patterns, { dot: true })
  } catch (cause) {
    throw new ScanError(messages.globInvalid(globs.join(' ').slice(0, 200)), { exitCode: 2, cause })
  }
}
