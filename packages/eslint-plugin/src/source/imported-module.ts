import { leadingDirectives } from '../classify/directives.ts'
import { readModule } from '../graph/module-text.ts'
import { resolveImport } from '../graph/resolve-import.ts'
import type { LintFile } from './lint-file.ts'

/** Says whether an imported module is on disk and starts with `'use client'`; null where it can't be read. */
export function isClientModule(file: LintFile, specifier: string): boolean | null {
  const target = resolveImport(file.filename, specifier, file.side().root, file.settings.resolver)
  const module = target === null ? null : readModule(target, file.settings.envNames ?? [])
  return module === null ? null : leadingDirectives(module.text).includes('use client')
}
