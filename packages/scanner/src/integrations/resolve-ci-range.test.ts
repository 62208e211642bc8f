import { cleanGitEnvironment, createTempRepo } from '@nuvion-guard/test-fixtures'
import { expect, test } from 'vitest'
import { openGit } from '../sources/git.ts'
import { resolveCiRange } from './resolve-ci-range.ts'

const noEvent = (): string => {
  throw new Error('no event file')
}

test('takes the choice that the clone knows', async () => {
  const upstream = createTempRepo()
  const head = upstream.commitFiles({ a: 'x\n' })
  const environment = { JENKINS_URL: 'x', GIT_COMMIT: head, CHANGE_ID: '5', CHANGE_TARGET: 'main' }
  const open = async (directory: string): ReturnType<typeof openGit> => await openGit({ directory, environment: cleanGitEnvironment() })
  const clone = upstream.clone()
  expect(await resolveCiRange(await open(clone.directory), environment, noEvent)).toEqual({ revisions: [`refs/remotes/origin/main..${head}`], from: 'Jenkins change 5' })
  const git = await open(upstream.directory)
  expect(await resolveCiRange(git, environment, noEvent)).toMatchObject({ revisions: [`refs/heads/main..${head}`] })
  expect(await resolveCiRange(git, { ...environment, CHANGE_TARGET: 'gone' }, noEvent)).toMatchObject({ revisions: [`refs/remotes/origin/gone..${head}`] })
  expect(await resolveCiRange(git, {}, noEvent)).toBeUndefined()
})
