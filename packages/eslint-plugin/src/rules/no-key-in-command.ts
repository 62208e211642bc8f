import { ancestorOf } from '../ast/ancestors.ts'
import type { Node } from '../ast/node.ts'
import { folderOf } from '../fold/fold.ts'
import { defineRule, namesOption } from '../rule.ts'
import { callsOf } from '../source/calls.ts'
import { keysIn, problemAt } from '../taint/key-flow.ts'

/** Options of `no-key-in-command`. */
export interface NoKeyInCommandOptions {
  /** Further functions that run a command. */
  readonly commands?: readonly string[]
}

const runners = /^(?:(?:child_process|childProcess|cp|shell|sh|shelljs|Bun|Deno|exec)\.)?(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|execaCommand|execaCommandSync|fork|\$|run|execAsync|execPromise|Command)$/

/** Flags keys in the command line of a process. */
export const noKeyInCommand = defineRule<NoKeyInCommandOptions>({
  name: 'no-key-in-command',
  description: 'Disallow Nuvion keys in command lines',
  languages: 'script',
  options: { commands: namesOption },
  *check(file, options) {
    const nodes: Node[] = []
    for (const call of callsOf(file)) {
      const isRunner = runners.test(call.name) ? !/^(?:run|Command)$/.test(call.name) || /child_process|execa|zx|Deno/.test(file.text) : options.commands?.includes(call.name) === true
      if (!isRunner || /\.exec$/.test(call.name.replace(/^(?:child_process|childProcess|cp|shell|sh|shelljs|exec)\./, ''))) continue
      for (const one of call.arguments) {
        const options = folderOf(file).objectOf(one)
        // the options object is the right place: its env is not part of the command line, but what it has for arguments is
        nodes.push(...(options === null ? [one] : ['args', 'cmd'].flatMap(name => folderOf(file).propertyOf(options, name) ?? [])))
      }
    }
    for (const node of file.nodes().of('TaggedTemplateExpression')) if (node.tag.type === 'Identifier' && /^(?:\$|sh|exec|execa)$/.test(node.tag.name)) nodes.push(node)
    // the same goes for options that a caller passes
    for (const trace of keysIn(file, nodes)) if (trace.isPassed !== true || ancestorOf(trace.node, one => one.type === 'ObjectExpression') === null) yield problemAt(trace, 'command')
  },
})
