/** A code example of a rule's page: what the rule must say about it, and the project that it stands in. */
export interface Example {
  readonly kind: 'wrong' | 'right'
  readonly language: string
  /** Packages of the example project's manifest. */
  readonly dependencies: readonly string[]
  readonly path: string
  readonly code: string
  /** Other files of the project. */
  readonly companions: Readonly<Record<string, string>>
  /** 1-based line of the page. */
  readonly line: number
}

const fence = /^```(\w+) (wrong|right|with) (\S+) (\S+)\n([\s\S]*?)\n```$/gm

/** Reads the examples of a page: fences with `wrong` or `right`, the packages and a path; a fence with `with` is a file of the examples after it. */
export function readExamples(page: string): readonly Example[] {
  const examples: Example[] = []
  let companions: Record<string, string> = {}
  let section = -1
  for (const found of page.matchAll(fence)) {
    const [, language, kind, packages, path, code] = found as unknown as [string, string, 'wrong' | 'right' | 'with', string, string, string]
    const at = page.lastIndexOf('\n### ', found.index)
    if (at !== section) companions = {}
    section = at
    if (kind === 'with') companions = { ...companions, [path]: code }
    else examples.push({ kind, language, dependencies: packages === '-' ? [] : packages.split(','), path, code, companions, line: page.slice(0, found.index).split('\n').length })
  }
  return examples
}
