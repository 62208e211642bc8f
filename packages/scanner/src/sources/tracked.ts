import { resolve } from 'node:path'
import { ScanError } from '../scan-error.ts'
import { openGit } from './git.ts'
import { toPathText } from './path-bytes.ts'

/** Absolute paths of files that git tracks although an ignore rule names them: what is committed is never ignored. */
export async function listTracked(workTree: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  try {
    const git = await openGit({ directory: workTree, environment })
    const { stdout } = await git.run(['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'])
    const paths: string[] = []
    for (let from = 0, to = stdout.indexOf(0); to >= 0; from = to + 1, to = stdout.indexOf(0, from))
      paths.push(resolve(workTree, toPathText(stdout.subarray(from, to))))
    return paths
  } catch (error) {
    // Without git, or where it refuses the repository, `files` still does what it promises: the rules of .gitignore alone decide.
    if (error instanceof ScanError) return []
    throw error
  }
}
