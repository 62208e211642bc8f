/** The one line that gives a CI job the whole history; on a developer's machine a command. */
export function toShallowFix(environment: NodeJS.ProcessEnv): string {
  if (environment['GITHUB_ACTIONS'] !== undefined || environment['GITEA_ACTIONS'] !== undefined) return 'set `fetch-depth: 0` under `with:` of actions/checkout'
  if (environment['GITLAB_CI'] !== undefined) return 'set the variable `GIT_DEPTH: "0"`'
  if (environment['TF_BUILD'] !== undefined) return 'set `fetchDepth: 0` in the checkout step'
  if (environment['BITBUCKET_BUILD_NUMBER'] !== undefined) return 'set `clone: depth: full`'
  if (environment['CIRCLECI'] !== undefined) return 'set `method: full` in the checkout step'
  if (environment['JENKINS_URL'] !== undefined) return 'switch off "Shallow clone" in the checkout step'
  return 'run `git fetch --unshallow`'
}
