import { describe, expect, test } from 'vitest'
import { findCiRange, type CiEnvironment } from './ci-environment.ts'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const zeros = '0'.repeat(40)

function find(environment: CiEnvironment, event?: unknown): unknown {
  return findCiRange(environment, path => {
    if (path !== '/event.json') throw new Error('ENOENT')
    return typeof event === 'string' ? event : JSON.stringify(event)
  })
}

const github = (name: string): CiEnvironment => ({ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: '/event.json' })

describe('findCiRange', () => {
  test('outside of CI there is none', () => {
    expect(find({ CI: 'true' })).toBeUndefined()
  })

  test.each([
    ['pull request', 'pull_request', { number: 12, pull_request: { number: 12, base: { sha: a }, head: { sha: b } } }, 'GitHub pull request 12', [[`${a}..${b}`]]],
    ['merge queue', 'merge_group', { merge_group: { base_sha: a, head_sha: b } }, 'GitHub merge queue', [[`${a}..${b}`]]],
    ['push', 'push', { ref: 'refs/heads/main', before: a, after: b, forced: false }, 'GitHub push to main', [[`${a}..${b}`]]],
    ['new branch', 'push', { ref: 'refs/heads/new', before: zeros, after: b, created: true }, 'GitHub push to the new branch new', [[b, '--not', '--exclude=origin/new', '--remotes']]],
    ['forced push', 'push', { ref: 'refs/heads/main', before: a, after: b, forced: true }, 'GitHub forced push to main', [[b, '--not', '--exclude=origin/main', '--remotes']]],
    ['tag', 'push', { ref: 'refs/tags/v1', before: zeros, after: b }, 'GitHub tag v1', [[b, '--not', '--remotes']]],
  ])('GitHub: %s', (_, name, event, from, choices) => {
    expect(find(github(name), event)).toEqual({ from, choices })
  })

  test.each([
    ['no event file', { ...github('push'), GITHUB_EVENT_PATH: '/gone.json' }, {}, /\/gone\.json cannot be read/],
    ['no path', { GITHUB_ACTIONS: 'true' }, {}, /GITHUB_EVENT_PATH is not set/],
    ['no JSON', github('push'), '{"before": ', /no JSON/],
    ['JSON of another kind', github('push'), '[]', /has no range/],
    ['null', github('push'), 'null', /has no range/],
    ['a pull request without commits', github('pull_request'), { pull_request: { base: {}, head: { sha: b } } }, /pull_request\.base\.sha/],
    ['an option for a commit', github('pull_request'), { pull_request: { base: { sha: '--output=x' }, head: { sha: b } } }, /pull_request\.base\.sha/],
    ['a deletion', github('push'), { ref: 'refs/heads/x', before: a, after: zeros }, /after/],
    ['a schedule', github('schedule'), { schedule: '0 0 * * *' }, /schedule has no range/],
  ])('GitHub, refused: %s', (_, environment, event, message) => {
    expect(() => find(environment, event)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) as string }) as Error)
  })

  test.each<[string, CiEnvironment, string, string[][]]>([
    ['merge request', { CI_MERGE_REQUEST_IID: '7', CI_COMMIT_SHA: b, CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_COMMIT_BEFORE_SHA: zeros }, 'GitLab merge request 7', [[`${a}..${b}`]]],
    ['merged result', { CI_MERGE_REQUEST_IID: '7', CI_COMMIT_SHA: 'c'.repeat(40), CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: b }, 'GitLab merge request 7', [[`${a}..${b}`]]],
    ['push', { CI_COMMIT_BRANCH: 'main', CI_COMMIT_SHA: b, CI_COMMIT_BEFORE_SHA: a }, 'GitLab push to main', [[`${a}..${b}`]]],
    ['new branch', { CI_COMMIT_BRANCH: 'new', CI_COMMIT_SHA: b, CI_COMMIT_BEFORE_SHA: zeros }, 'GitLab push to the new branch new', [[b, '--not', '--exclude=origin/new', '--remotes']]],
    ['tag', { CI_COMMIT_TAG: 'v1', CI_COMMIT_SHA: b, CI_COMMIT_BEFORE_SHA: zeros }, 'GitLab tag v1', [['refs/tags/v1', '--not', '--remotes'], [b, '--not', '--remotes']]],
  ])('GitLab: %s', (_, environment, from, choices) => {
    expect(find({ GITLAB_CI: 'true', ...environment })).toEqual({ from, choices })
  })

  test.each<[string, CiEnvironment, string, string[][]]>([
    ['Azure pull request', { TF_BUILD: 'True', BUILD_SOURCEVERSION: 'c'.repeat(40), SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', SYSTEM_PULLREQUEST_SOURCECOMMITID: b, SYSTEM_PULLREQUEST_PULLREQUESTID: '3' }, 'Azure pull request 3', [[`refs/remotes/origin/main..${b}`], [`refs/heads/main..${b}`]]],
    ['Azure push', { TF_BUILD: 'True', BUILD_SOURCEVERSION: b, BUILD_SOURCEBRANCH: 'refs/heads/x/y' }, 'Azure push to x/y', [[b, '--not', '--exclude=origin/x/y', '--remotes']]],
    ['Bitbucket pull request', { BITBUCKET_COMMIT: b, BITBUCKET_PR_ID: '4', BITBUCKET_PR_DESTINATION_COMMIT: 'abcdef012345' }, 'Bitbucket pull request 4', [[`abcdef012345..${b}`]]],
    ['Bitbucket push', { BITBUCKET_COMMIT: b, BITBUCKET_BRANCH: 'main' }, 'Bitbucket push to main', [[b, '--not', '--exclude=origin/main', '--remotes']]],
    ['CircleCI pull request', { CIRCLECI: 'true', CIRCLE_SHA1: b, CIRCLE_BRANCH: 'x', CIRCLE_PULL_REQUEST: 'https://example.com/o/r/pull/9' }, 'CircleCI pull request 9', [[b, '--not', '--exclude=origin/x', '--remotes']]],
    ['CircleCI tag', { CIRCLECI: 'true', CIRCLE_SHA1: b, CIRCLE_TAG: 'v1' }, 'CircleCI tag v1', [['refs/tags/v1', '--not', '--remotes'], [b, '--not', '--remotes']]],
    ['Jenkins change', { JENKINS_URL: 'x', GIT_COMMIT: b, CHANGE_ID: '5', CHANGE_TARGET: 'main' }, 'Jenkins change 5', [[`refs/remotes/origin/main..${b}`], [`refs/heads/main..${b}`]]],
    ['Jenkins build', { JENKINS_URL: 'x', GIT_COMMIT: b, GIT_BRANCH: 'origin/main', GIT_PREVIOUS_COMMIT: 'c'.repeat(40), GIT_PREVIOUS_SUCCESSFUL_COMMIT: a }, 'Jenkins build of main', [[`${a}..${b}`]]],
    ['first Jenkins build', { JENKINS_URL: 'x', GIT_COMMIT: b, GIT_BRANCH: 'origin/main' }, 'Jenkins build of main', [[b, '--not', '--exclude=origin/main', '--remotes']]],
  ])('%s', (_, environment, from, choices) => {
    expect(find(environment)).toEqual({ from, choices })
  })

  test('what is no commit and no branch is refused or left out', () => {
    expect(() => find({ GITLAB_CI: 'true', CI_COMMIT_SHA: '--all' })).toThrow(/CI_COMMIT_SHA/)
    expect(() => find({ JENKINS_URL: 'x', GIT_COMMIT: b, CHANGE_ID: '5', CHANGE_TARGET: 'main..HEAD' })).toThrow(/target branch/)
    expect(find({ CIRCLECI: 'true', CIRCLE_SHA1: b, CIRCLE_BRANCH: '*' })).toMatchObject({ choices: [[b, '--not', '--remotes']] })
  })
})
