import type { ESLint, Linter } from 'eslint'

const start = '<!-- rules: begin -->'
const end = '<!-- rules: end -->'

/** The table of a plugin's rules in Markdown: what each does, in which preset and how severe, and whether it has suggestions. */
function rulesTable(plugin: ESLint.Plugin): string {
  const levels = ['recommended', 'strict', 'all'].map(name => levelsOf(plugin, name))
  const rows = Object.entries(plugin.rules ?? {}).map(([name, rule]) => {
    const meta = typeof rule === 'object' ? rule.meta : undefined
    const cells = levels.map(of => of.get(`nuvion/${name}`) ?? '')
    return `| [${name}](docs/rules/${name}.md) | ${meta?.docs?.description ?? ''} | ${cells.join(' | ')} | ${meta?.hasSuggestions === true ? '💡' : ''} |`
  })
  return ['| rule | what it does | recommended | strict | all | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')
}

/** A text with the table put between its marks. */
export function withRulesTable(text: string, plugin: ESLint.Plugin): string {
  const [before, rest] = text.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the text lacks ${start} … ${end}`)
  return `${before}${start}\n\n${rulesTable(plugin)}\n\n${end}${after}`
}

function levelsOf(plugin: ESLint.Plugin, preset: string): ReadonlyMap<string, string> {
  const blocks = [(plugin.configs as Record<string, Linter.Config | Linter.Config[]> | undefined)?.[preset] ?? []].flat()
  return new Map(blocks.flatMap(block => Object.entries(block.rules ?? {}).map(([name, level]) => [name, String(Array.isArray(level) ? level[0] : level)] as const)))
}
