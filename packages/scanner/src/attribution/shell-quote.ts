/** One argument as a POSIX shell reads it back. */
function toShellArgument(text: string): string {
  return /^[\w@%+=:,./^{}~-]+$/.test(text) && !/[{}~]/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A command line out of its arguments. */
export function toCommandLine(...args: readonly string[]): string {
  return args.map(toShellArgument).join(' ')
}
