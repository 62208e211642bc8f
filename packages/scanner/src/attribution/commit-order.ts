/** Commits as they were read. Of the commit n: `parents[starts[n]]` is how many parents it has; their numbers follow. */
export interface ReadCommits {
  readonly size: number
  readonly starts: Int32Array
  readonly parents: Int32Array
}

/** Puts parents before their children and keeps lines of history together: the order of `rev-list --topo-order --reverse`. */
export function sortParentsFirst({ size, starts, parents }: ReadCommits): Int32Array {
  const children = new Int32Array(size)
  const eachParent = (commit: number, visit: (parent: number) => void): void => {
    const at = starts[commit] as number
    const end = at + (parents[at] as number)
    for (let i = at + 1; i <= end; i++) visit(parents[i] as number)
  }
  for (let commit = 0; commit < size; commit++) {
    eachParent(commit, parent => {
      children[parent] = (children[parent] as number) + 1
    })
  }
  // The last one in is the next one out; the tips come first, the newest on top.
  const stack = new Int32Array(size)
  let height = 0
  for (let commit = size - 1; commit >= 0; commit--) if (children[commit] === 0) stack[height++] = commit
  const order = new Int32Array(size)
  let free = size
  while (height > 0) {
    const commit = stack[--height] as number
    order[--free] = commit
    eachParent(commit, parent => {
      const left = (children[parent] as number) - 1
      children[parent] = left
      if (left === 0) stack[height++] = parent
    })
  }
  return order
}
