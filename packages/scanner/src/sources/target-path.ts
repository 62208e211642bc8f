import { isAbsolute, relative, sep } from 'node:path'

/** POSIX path relative to the scanned root; what lies outside keeps its `../`, and on Windows another drive its letter. */
export function toRelative(root: string, absolute: string): string {
  // The common case, for every file of a tree.
  if (sep === '/' && absolute.startsWith(`${root}/`)) return absolute.slice(root.length + 1)
  const path = relative(root, absolute)
  if (path === '') return '.'
  return isAbsolute(path) || sep === '/' ? path : path.replaceAll(sep, '/')
}
