/** The commits that a CI run is about. */
export interface CiRange {
  /** For people: `GitHub pull request 12`. Raw: it may hold the name of a branch. */
  readonly from: string
  /** Arguments of `rev-list`; the first choice whose names the clone knows is the one to take. */
  readonly choices: readonly (readonly string[])[]
}

/** Whether this is a commit's id, full or abbreviated, and not the zeros that stand for none. */
export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(text) && !/^0+$/.test(text)
}

/** Whether git takes this as the rest of a ref's name, so that it is nothing else in a revision. */
export function isBranchName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- git forbids them
  return name !== '' && !/[\u0000-\u0020~^:?*[\\\u007f]|\.\.|@\{|\/\/|^[/.-]|\/\.|[/.]$|\.lock(?:\/|$)/.test(name)
}

/** What no other branch of the remote has: the base of a push whose state before is unknown. */
export function newCommits(head: string, branch: string): string[] {
  return isBranchName(branch) ? [head, '--not', `--exclude=origin/${branch}`, '--remotes'] : [head, '--not', '--remotes']
}
