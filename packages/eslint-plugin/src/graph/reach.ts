import type { ModuleText } from './module-text.ts'

/** Walks the modules behind a file and says which of them lead to one that may hold a key; every module is looked at once. */
export function markReach(start: string, options: { readonly read: (file: string) => ModuleText | null; readonly next: (module: ModuleText) => readonly string[]; readonly known: Map<string, boolean>; readonly maxModules: number }): void {
  const { read, next, known, maxModules } = options
  const importers = new Map<string, string[]>()
  const leading: string[] = []
  const seen = new Set([start])
  const queue = [start]
  for (let at = 0; at < queue.length && at < maxModules; at++) {
    const file = queue[at] as string
    const answer = known.get(file)
    if (answer !== undefined) {
      if (answer) leading.push(file)
      continue
    }
    const module = read(file)
    if (module === null) continue
    if (module.isSuspect) leading.push(file)
    for (const target of next(module)) {
      const list = importers.get(target)
      if (list === undefined) importers.set(target, [file])
      else list.push(file)
      if (seen.has(target)) continue
      seen.add(target)
      queue.push(target)
    }
  }
  const reaching = new Set(leading)
  while (leading.length > 0) {
    for (const importer of importers.get(leading.pop() as string) ?? []) {
      if (reaching.has(importer)) continue
      reaching.add(importer)
      leading.push(importer)
    }
  }
  for (const file of seen) if (!known.has(file)) known.set(file, reaching.has(file))
}
