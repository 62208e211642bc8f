import { ScanError } from '../scan-error.ts'
import { openGit, type Git } from './git.ts'
import { toPathText } from './path-bytes.ts'

/**
 * Absolute paths of all files that git tracks: what is committed is never ignored. git is not asked which of them a rule names: it would
 * open each `.gitignore`, and wait for ever where one is a pipe. `opened` saves a process where it is the work tree's.
 */
export async function listTracked(workTree: string, environment: NodeJS.ProcessEnv, opened?: Git): Promise<readonly string[]> {
  try {
    const git = opened?.workTree === workTree ? opened : await openGit({ directory: workTree, environment })
    const { stdout } = await git.run(['ls-files', '-z', '--cached'])
    const top = workTree === '/' ? '' : workTree
    const paths: string[] = []
    for (let from = 0, to = stdout.indexOf(0); to >= 0; from = to + 1, to = stdout.indexOf(0, from))
      paths.push(`${top}/${toPathText(stdout.subarray(from, to))}`)
    return paths
  } catch (error) {
    // Without git, or where it refuses the repository, `files` still does what it promises: the rules of .gitignore alone decide.
    if (error instanceof ScanError) return []
    throw error
  }
}
