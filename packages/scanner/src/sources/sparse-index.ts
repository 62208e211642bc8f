import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { redact } from '@nuvion-guard/core'
import { ScanError } from '../scan-error.ts'
import { ifReadable } from './pack-files.ts'

/** Of an index: the extension that says that it is sparse is one of the last, without content. */
const tailBytes = 256
const sparseExtension = Buffer.from('sdir\0\0\0\0', 'latin1')

interface Places {
  readonly directory: string
  readonly gitDirectory: string
  readonly commonDirectory: string
}

/** Whether the index of any worktree is sparse: it names folders in the place of the files in them. */
export function hasSparseIndex({ directory, gitDirectory, commonDirectory }: Places, environment: NodeJS.ProcessEnv): boolean {
  const { GIT_INDEX_FILE: named } = environment
  const worktrees = join(commonDirectory, 'worktrees')
  const others = ifReadable(() => readdirSync(worktrees)) ?? []
  const indexes = [join(gitDirectory, 'index'), join(commonDirectory, 'index'), ...others.map(name => join(worktrees, name, 'index'))]
  return [...new Set([...indexes, ...(named === undefined ? [] : [resolve(directory, named)])])].some(isSparse)
}

function isSparse(index: string): boolean {
  const tail = ifReadable(() => {
    // A pipe would wait.
    const file = openSync(index, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { size } = fstatSync(file)
      const bytes = Buffer.alloc(tailBytes)
      return bytes.subarray(0, readSync(file, bytes, 0, tailBytes, Math.max(0, size - tailBytes)))
    } finally {
      closeSync(file)
    }
  })
  return tail?.includes(sparseExtension) === true
}

/** A folder that git writes objects to in the place of the repository. */
export interface ScratchStore {
  readonly environment: NodeJS.ProcessEnv
  readonly remove: () => void
}

/**
 * Creates a folder for the objects of one git process where an index is sparse: many commands read it (`diff-tree` too), make it whole, and write the trees that
 * they pass on the way (`cache_tree_update` in git's sparse-index.c, seen in 2.39). Throws `ScanError` (3) where no folder can be made.
 */
export function createScratchStore(environment: NodeJS.ProcessEnv, commonDirectory: string): ScratchStore {
  const folder = makeFolder()
  const { GIT_OBJECT_DIRECTORY: objects = join(commonDirectory, 'objects'), GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates } = environment
  return {
    environment: {
      ...environment,
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: [quote(objects), ...(alternates === undefined ? [] : [alternates])].join(delimiter),
    },
    remove() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'nuvion-guard-'))
  } catch (cause) {
    throw new ScanError(`No folder can be made in ${redact(tmpdir()) as string}, and git would write into a repository with a sparse index. Set TMPDIR to a folder that can be written.`, { exitCode: 3, cause })
  }
}

/** As git reads a path in a list: in double quotes where it holds what ends or quotes one. */
function quote(path: string): string {
  return path.includes(delimiter) || path.startsWith('"') ? `"${path.replace(/["\\]/g, String.raw`\$&`)}"` : path
}
