const compiled = new Map<string, RegExp>()

/** Whether a POSIX path, relative to the project root, matches one of the globs; dotfiles count. */
export function matchesGlob(path: string, globs: readonly string[]): boolean {
  return globs.some(glob => {
    let pattern = compiled.get(glob)
    if (pattern === undefined) compiled.set(glob, (pattern = toPattern(glob)))
    return pattern.test(path)
  })
}

const token = /\*\*\/|\/\*\*$|\*\*|[*?{},]|\[[^\]/]+\]|[^*?[\]{},]+|./gs

/**
 * Compiles `*`, `**`, `?`, `[…]` and `{…,…}`, all else literally. A whole glob library is a seventh of the plugin's size;
 * a test holds this one against picomatch on every glob of the facts.
 */
function toPattern(glob: string): RegExp {
  let depth = 0
  const source = glob.replace(token, part => {
    switch (part) {
      case '**/':
        return '(?:[^/]+/)*'
      case '/**':
        return '(?:/.*)?'
      case '**':
        return '.*'
      case '*':
        return '[^/]*'
      case '?':
        return '[^/]'
      case '{':
        depth++
        return '(?:'
      case '}':
        if (depth === 0) return '\\}'
        depth--
        return ')'
      case ',':
        return depth > 0 ? '|' : ','
      default:
        return part.length > 2 && part.startsWith('[') && part.endsWith(']') ? part.replace(/^\[!/, '[^/').replace(/\\/g, '\\\\') : part.replace(/[\\^$.|+()[\]{}?*]/g, '\\$&')
    }
  })
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 's')
}
