import picomatch from 'picomatch'

const compiled = new Map<string, (path: string) => boolean>()

/** Whether a POSIX path, relative to the project root, matches one of the globs; dotfiles count. */
export function matchesGlob(path: string, globs: readonly string[]): boolean {
  return globs.some(glob => {
    let matches = compiled.get(glob)
    if (matches === undefined) compiled.set(glob, (matches = picomatch(glob, { dot: true })))
    return matches(path)
  })
}
