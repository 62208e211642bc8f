import { toCommandLine } from '../attribution/shell-quote.ts'

const begin = '# >>> nuvion-guard >>>'
const end = '# <<< nuvion-guard <<<'
const block = new RegExp(`^${begin}\\n(?:.*\\n)*?${end}\\n`, 'm')

/** What a hook runs: the project's own scanner, else the one on the PATH; without either the commit stops and says why. */
const toLines = (program: string): string => [
  begin,
  '# Added by `nuvion-guard hook install`; `nuvion-guard hook uninstall` takes it out again.',
  `if [ -x ${toCommandLine(program)} ]; then NODE_EXTRA_CA_CERTS= ${toCommandLine(program, 'staged')} || exit $?`,
  'elif command -v nuvion-guard >/dev/null 2>&1; then NODE_EXTRA_CA_CERTS= nuvion-guard staged || exit $?',
  "else echo 'nuvion-guard is not installed here: run npm install, or take its lines out of this hook.' >&2; exit 1",
  'fi',
  end,
  '',
].join('\n')

/** Whether a script is one that lines of shell can be put into. No first line with `#!` is what husky has. */
export function isShellScript(text: string): boolean {
  const [first = ''] = text.split('\n', 1)
  return !first.startsWith('#!') || /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(?:\S*\/)?(?:ba|da|z|k)?sh(?:\s|$)/.test(first)
}

/** The script with the scanner's lines in it, once. They come first: a script may end before its last line. `program` is relative to the repository. */
export function addBlock(script: string, program: string): string {
  const lines = toLines(program)
  if (block.test(script)) return script.replace(block, () => lines)
  const first = /^#!.*(?:\n|$)/.exec(script)?.[0] ?? ''
  const head = first === '' || first.endsWith('\n') ? first : `${first}\n`
  return `${head}${lines}${script.slice(first.length)}`
}

/** The script without the scanner's lines. */
export function removeBlock(script: string): string {
  return script.replace(block, '')
}

/** Whether nothing but a first line is left. */
export function isEmptyScript(script: string): boolean {
  return script.replace(/^#!.*\n?/, '').trim() === ''
}
