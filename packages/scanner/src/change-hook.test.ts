import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createTempRepo, runCli } from '@nuvion-guard/test-fixtures'

it('installs the hook once, and takes it away again', () => {
  const repo = createTempRepo()
  const hook = (action: string): ReturnType<typeof runCli> => runCli(['hook', action], { cwd: repo.directory })
  expect(hook('install')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Found git\. Every commit is scanned now: .*pre-commit\nUndo: /) as string, stderr: '' })
  expect(readFileSync(repo.path('.git/hooks/pre-commit'), 'utf8')).toContain('nuvion-guard staged')
  expect(hook('install').stdout).toContain('Nothing to do')
  expect(hook('uninstall').stdout).toContain('no longer scanned')
  expect(hook('uninstall').stdout).toContain('Nothing to do')
})

it('shows what to add where a configuration is for people to write', () => {
  const repo = createTempRepo()
  repo.write('lefthook.yml', 'pre-push: {}\n')
  const { status, stdout } = runCli(['hook', 'install'], { cwd: repo.directory })
  expect(status).toBe(2)
  expect(stdout).toContain('Add this to lefthook.yml:\n\npre-commit:\n  jobs:\n')
})

it('refuses another action, and a folder that is no repository', () => {
  expect(runCli(['hook', 'remove'], { cwd: '/' })).toMatchObject({ status: 2, stdout: '' })
  expect(runCli(['hook'], { cwd: '/' })).toMatchObject({ status: 2, stdout: '' })
  expect(runCli(['hook', 'install'], { cwd: '/' })).toMatchObject({ status: 2, stdout: '' })
})
