import { createTempFolder, createTempRepo, mintKey, runCli, type TempRepo } from '@nuvion-guard/test-fixtures'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const key = mintKey('live', 1)
const zeros = '0'.repeat(40)

interface Upstream {
  readonly repo: TempRepo
  readonly base: string
  readonly head: string
}

/** A server with an old key on main, two more commits there, and a branch whose second commit takes its key away again. */
function createUpstream(): Upstream {
  const repo = createTempRepo()
  const base = repo.commitFiles({ old: `${mintKey('live', 9)}\n` })
  repo.branch('feature')
  repo.commitFiles({ leak: `${key}\n` })
  const head = repo.commitFiles({ leak: 'clean\n' })
  repo.switchTo('main')
  repo.commitFiles({ other: 'x\n' })
  return { repo, base, head }
}

function run(clone: TempRepo, env: Readonly<Record<string, string>>): { status: number | null; stderr: string; found: string[]; skipped: string[] } {
  const { status, stdout, stderr } = runCli(['range', '--format', 'json'], { cwd: clone.directory, env })
  const report = stdout === '' ? { findings: [], coverage: { skipped: [] } } : (JSON.parse(stdout) as { findings: { path: string }[]; coverage: { skipped: { reason: string }[] } })
  return { status, stderr, found: report.findings.map(one => one.path), skipped: report.coverage.skipped.map(one => one.reason) }
}

function github(name: string, event: unknown): Record<string, string> {
  const path = join(createTempFolder(), 'event.json')
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event))
  return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path }
}

describe('range without arguments', () => {
  test('GitHub: a pull request, a push, a new branch, a forced push', () => {
    const { repo, base, head } = createUpstream()
    const clone = repo.clone()
    clone.switchTo(head)
    const request = run(clone, github('pull_request', { number: 12, pull_request: { number: 12, base: { sha: base }, head: { sha: head } } }))
    expect(request).toMatchObject({ status: 1, found: ['leak'], stderr: `nuvion-guard: range ${base}..${head} (GitHub pull request 12)\n` })
    const push = (event: object): unknown => run(clone, github('push', { ref: 'refs/heads/feature', after: head, ...event }))
    expect(push({ before: base })).toMatchObject({ status: 1, found: ['leak'] })
    expect(push({ before: zeros, created: true })).toMatchObject({ status: 1, found: ['leak'] })
    expect(push({ before: '1'.repeat(40), forced: true })).toMatchObject({ status: 1, found: ['leak'] })
    expect(push({ before: '1'.repeat(40) })).toMatchObject({ status: 3, found: [] })
    expect(push({ before: head })).toMatchObject({ status: 0, found: [] })
  })

  test('an event file that is malformed, absent or of another kind', () => {
    const clone = createUpstream().repo.clone()
    for (const env of [github('push', '{'), github('push', '"text"'), github('schedule', {}), { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: '/nowhere.json' }]) {
      expect(run(clone, env)).toMatchObject({ status: 2, stderr: expect.stringMatching(/^nuvion-guard: (?!unexpected).+\n$/) as string })
    }
  })

  test('a pipe in the place of the event file is not waited for', () => {
    const clone = createUpstream().repo.clone()
    const pipe = clone.path('event.json')
    execFileSync('mkfifo', [pipe])
    expect(run(clone, { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: pipe })).toMatchObject({ status: 2, stderr: expect.stringContaining('is no JSON') as string })
  })

  test('the other systems', () => {
    const { repo, base, head } = createUpstream()
    const clone = repo.clone()
    clone.switchTo(head)
    const environments: Record<string, string>[] = [
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '1', CI_COMMIT_SHA: head, CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
      { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'feature', CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: zeros },
      { TF_BUILD: 'True', BUILD_SOURCEVERSION: head, SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', SYSTEM_PULLREQUEST_SOURCECOMMITID: head },
      { TF_BUILD: 'True', BUILD_SOURCEVERSION: head, BUILD_SOURCEBRANCH: 'refs/heads/feature' },
      { BITBUCKET_COMMIT: head, BITBUCKET_PR_ID: '1', BITBUCKET_PR_DESTINATION_COMMIT: base.slice(0, 12) },
      { BITBUCKET_COMMIT: head, BITBUCKET_BRANCH: 'feature' },
      { CIRCLECI: 'true', CIRCLE_SHA1: head, CIRCLE_BRANCH: 'feature' },
      { JENKINS_URL: 'x', GIT_COMMIT: head, CHANGE_ID: '1', CHANGE_TARGET: 'main' },
      { JENKINS_URL: 'x', GIT_COMMIT: head, GIT_BRANCH: 'origin/feature', GIT_PREVIOUS_COMMIT: base },
    ]
    for (const env of environments) expect(run(clone, env)).toMatchObject({ status: 1, found: ['leak'], skipped: [] })
  })

  test.each([
    ['GitHub', 'fetch-depth: 0', ({ base, head }: Upstream) => github('pull_request', { pull_request: { number: 1, base: { sha: base }, head: { sha: head } } })],
    ['GitLab', 'GIT_DEPTH: "0"', ({ base, head }: Upstream) => ({ GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'feature', CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: base })],
    ['Azure', 'fetchDepth: 0', ({ head }: Upstream) => ({ TF_BUILD: 'True', BUILD_SOURCEVERSION: head, SYSTEM_PULLREQUEST_TARGETBRANCH: 'main' })],
    ['Bitbucket', 'depth: full', ({ base, head }: Upstream) => ({ BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: head, BITBUCKET_PR_ID: '1', BITBUCKET_PR_DESTINATION_COMMIT: base })],
  ])('a shallow clone on %s is incomplete and says: %s', (_, fix, toEnvironment) => {
    const upstream = createUpstream()
    const clone = upstream.repo.clone(['--depth=1', '--branch=feature'])
    const env = toEnvironment(upstream)
    expect(run(clone, env)).toMatchObject({ status: 3, found: [], skipped: ['git-failed'] })
    expect(runCli(['range'], { cwd: clone.directory, env }).stdout).toContain(fix)
  })

  test('a shallow clone that holds the base but cuts off the range is incomplete too', () => {
    const { repo, base, head } = createUpstream()
    const clone = repo.clone(['--depth=1', '--branch=feature'])
    clone.git(['fetch', '-q', '--depth=1', 'origin', base])
    expect(run(clone, { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'feature', CI_COMMIT_SHA: head, CI_COMMIT_BEFORE_SHA: base })).toMatchObject({ status: 3, skipped: ['shallow'] })
  })
})
