import type { ExitCode } from './exit-code.ts'
import { installHook, uninstallHook } from './integrations/hook-install.ts'
import { messages } from './messages.ts'

/** What `nuvion-guard hook` can do. */
export const hookActions = ['install', 'uninstall'] as const
export type HookAction = (typeof hookActions)[number]

/** Installs or takes away the pre-commit hook and says what happened; 2 where a configuration waits for a person's hand. */
export async function changeHook(action: HookAction, directory: string): Promise<{ readonly text: string; readonly exitCode: ExitCode }> {
  const { runner, change, kept } = await (action === 'install' ? installHook(directory) : uninstallHook(directory))
  const { name, file } = runner
  switch (change) {
    case 'installed':
      return { text: messages.hook.installed(name, file, kept), exitCode: 0 }
    case 'removed':
      return { text: messages.hook.removed(name, file), exitCode: 0 }
    case 'unchanged':
      return { text: action === 'install' ? messages.hook.isThere(name, file) : messages.hook.isNotThere(name, file), exitCode: 0 }
    case 'by-hand': {
      const snippet = 'snippet' in runner ? runner.snippet : ''
      return { text: action === 'install' ? messages.hook.addByHand(name, file, snippet) : messages.hook.removeByHand(name, file, snippet), exitCode: 2 }
    }
  }
}
