/** Functions that start a process. Source: Node.js docs, Child process; execa readme. */
export const processStarters: readonly string[] = ['exec', 'execSync', 'spawn', 'spawnSync', 'execFile', 'execFileSync', 'execa', 'fork']
