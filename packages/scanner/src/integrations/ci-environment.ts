import { ScanError } from '../scan-error.ts'
import { readGithubRange } from './github-event.ts'
import { isBranchName, isCommitId, newCommits, type CiRange } from './ci-range.ts'

/** The variables of the environment; see each system's own documentation of predefined variables. */
export type CiEnvironment = Readonly<Record<string, string | undefined>>

/**
 * The commits that a CI run is about, by what GitHub, GitLab, Azure, Bitbucket, CircleCI or Jenkins say in the environment;
 * nothing outside of them. `readText` reads the event file of GitHub. Throws `ScanError` (2) where the run names no commits.
 */
export function findCiRange(environment: CiEnvironment, readText: (path: string) => string): CiRange | undefined {
  const is = (name: string): boolean => (environment[name] ?? '') !== ''
  if (is('GITHUB_ACTIONS')) return readGithubRange(environment, readText)
  if (is('GITLAB_CI')) return readGitlab(environment)
  if (is('TF_BUILD')) return readAzure(environment)
  if (is('BITBUCKET_COMMIT')) return readBitbucket(environment)
  if (is('CIRCLECI')) return readCircle(environment)
  if (is('JENKINS_URL')) return readJenkins(environment)
  return undefined
}

function readGitlab(environment: CiEnvironment): CiRange {
  const request = environment['CI_MERGE_REQUEST_IID']
  const head = commitOf(environment, 'CI_COMMIT_SHA')
  if (request !== undefined) {
    const base = commitOf(environment, 'CI_MERGE_REQUEST_DIFF_BASE_SHA')
    const source = environment['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'] ?? ''
    return { from: `GitLab merge request ${request}`, choices: [[`${base}..${isCommitId(source) ? source : head}`]] }
  }
  const tag = environment['CI_COMMIT_TAG'] ?? ''
  if (tag !== '') return { from: `GitLab tag ${tag}`, choices: toTagChoices(tag, head) }
  const before = environment['CI_COMMIT_BEFORE_SHA'] ?? ''
  const branch = environment['CI_COMMIT_BRANCH'] ?? environment['CI_COMMIT_REF_NAME'] ?? ''
  if (!isCommitId(before)) return { from: `GitLab push to the new branch ${branch}`, choices: [newCommits(head, branch)] }
  return { from: `GitLab push to ${branch}`, choices: [[`${before}..${head}`]] }
}

function readAzure(environment: CiEnvironment): CiRange {
  const head = commitOf(environment, 'BUILD_SOURCEVERSION')
  const target = (environment['SYSTEM_PULLREQUEST_TARGETBRANCH'] ?? '').replace(/^refs\/heads\//, '')
  if (target !== '') {
    const source = environment['SYSTEM_PULLREQUEST_SOURCECOMMITID'] ?? ''
    const number = environment['SYSTEM_PULLREQUEST_PULLREQUESTNUMBER'] ?? environment['SYSTEM_PULLREQUEST_PULLREQUESTID'] ?? ''
    return { from: `Azure pull request ${number}`.trim(), choices: toTargetChoices(target, isCommitId(source) ? source : head) }
  }
  const ref = environment['BUILD_SOURCEBRANCH'] ?? ''
  if (ref.startsWith('refs/tags/')) return { from: `Azure tag ${ref.slice(10)}`, choices: toTagChoices(ref.slice(10), head) }
  const branch = ref.replace(/^refs\/heads\//, '')
  return { from: `Azure push to ${branch}`, choices: [newCommits(head, branch)] }
}

function readBitbucket(environment: CiEnvironment): CiRange {
  const head = commitOf(environment, 'BITBUCKET_COMMIT')
  const request = environment['BITBUCKET_PR_ID']
  if (request !== undefined) {
    const from = `Bitbucket pull request ${request}`
    const base = environment['BITBUCKET_PR_DESTINATION_COMMIT'] ?? ''
    if (isCommitId(base)) return { from, choices: [[`${base}..${head}`]] }
    return { from, choices: toTargetChoices(environment['BITBUCKET_PR_DESTINATION_BRANCH'] ?? '', head) }
  }
  const tag = environment['BITBUCKET_TAG'] ?? ''
  if (tag !== '') return { from: `Bitbucket tag ${tag}`, choices: toTagChoices(tag, head) }
  const branch = environment['BITBUCKET_BRANCH'] ?? ''
  return { from: `Bitbucket push to ${branch}`, choices: [newCommits(head, branch)] }
}

function readCircle(environment: CiEnvironment): CiRange {
  const head = commitOf(environment, 'CIRCLE_SHA1')
  const tag = environment['CIRCLE_TAG'] ?? ''
  if (tag !== '') return { from: `CircleCI tag ${tag}`, choices: toTagChoices(tag, head) }
  const branch = environment['CIRCLE_BRANCH'] ?? ''
  const request = environment['CIRCLE_PR_NUMBER'] ?? /\/(\d+)$/.exec(environment['CIRCLE_PULL_REQUEST'] ?? '')?.[1]
  return { from: request === undefined ? `CircleCI push to ${branch}` : `CircleCI pull request ${request}`, choices: [newCommits(head, branch)] }
}

function readJenkins(environment: CiEnvironment): CiRange {
  const head = commitOf(environment, 'GIT_COMMIT')
  const change = environment['CHANGE_ID']
  if (change !== undefined) return { from: `Jenkins change ${change}`, choices: toTargetChoices(environment['CHANGE_TARGET'] ?? '', head) }
  const branch = environment['BRANCH_NAME'] ?? (environment['GIT_BRANCH'] ?? '').replace(/^origin\//, '')
  // A build that failed must be looked at again by the next one.
  const before = environment['GIT_PREVIOUS_SUCCESSFUL_COMMIT'] ?? environment['GIT_PREVIOUS_COMMIT'] ?? ''
  if (!isCommitId(before)) return { from: `Jenkins build of ${branch}`, choices: [newCommits(head, branch)] }
  return { from: `Jenkins build of ${branch}`, choices: [[`${before}..${head}`]] }
}

/** In a CI clone the target is a tracking branch; a full mirror has it as a branch. */
function toTargetChoices(target: string, head: string): CiRange['choices'] {
  if (!isBranchName(target)) throw new ScanError('The CI environment names no target branch. Give the range: nuvion-guard range origin/main..HEAD', { exitCode: 2 })
  return [[`refs/remotes/origin/${target}..${head}`], [`refs/heads/${target}..${head}`]]
}

/** The name leads to the tag's own message, where there is one. */
function toTagChoices(tag: string, head: string): CiRange['choices'] {
  return isBranchName(tag) ? [[`refs/tags/${tag}`, '--not', '--remotes'], [head, '--not', '--remotes']] : [[head, '--not', '--remotes']]
}

function commitOf(environment: CiEnvironment, name: string): string {
  const value = environment[name] ?? ''
  if (!isCommitId(value)) throw new ScanError(`The CI environment names no commit in ${name}. Give the range: nuvion-guard range origin/main..HEAD`, { exitCode: 2 })
  return value
}
