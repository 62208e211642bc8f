import { isAbsolute, relative, sep } from 'node:path'

/** POSIX path relative to the scanned root; what lies outside keeps its `../`, and on Windows another drive its letter. */
export function toRelative(root: string, absolute: string): string {
  const path = relative(root, absolute)
  if (path === '') return '.'
  return isAbsolute(path) || sep === '/' ? path : path.replaceAll(sep, '/')
}
