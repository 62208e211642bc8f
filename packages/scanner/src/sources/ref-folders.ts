import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createCoverageCount } from './coverage-count.ts'
import type { Git } from './git.ts'
import { isAbsence } from './index-paths.ts'
import { toPathText } from './path-bytes.ts'
import type { Source } from './source.ts'

/**
 * Looks for folders of refs that cannot be read, and searches nothing: git passes over them as if they were empty, and what their refs
 * reach is not looked at then.
 */
export function createRefFoldersSource(git: Git): Source {
  return {
    async scan(_visit, _progress, signal) {
      const count = createCoverageCount()
      const check = async (folder: Buffer, name: string): Promise<void> => {
        try {
          await access(folder, constants.R_OK | constants.X_OK)
          for (const entry of await readdir(folder, { encoding: 'buffer', withFileTypes: true })) {
            if (signal.aborted) return
            if (entry.isDirectory()) await check(Buffer.concat([folder, Buffer.from('/'), entry.name]), `${name}/${toPathText(entry.name)}`)
          }
        } catch (error) {
          if (!isAbsence(error)) count.skip({ reason: 'unreadable', what: name, expected: false })
        }
      }
      for (const directory of new Set([git.commonDirectory, git.gitDirectory])) await check(Buffer.from(join(directory, 'refs')), 'refs')
      return count.coverage()
    },
  }
}
