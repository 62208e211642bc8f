import { leadingDirectives } from '../classify/directives.ts'
import { findOrigin } from '../graph/imported-value.ts'
import { readModule } from '../graph/module-text.ts'
import type { LintFile } from './lint-file.ts'

/** Says whether what is imported under a name is declared in, or comes through, a module on disk that starts with `'use client'`; null where it can't be read. */
export function isClientModule(file: LintFile, source: string, name: string): boolean | null {
  const origin = findOrigin(file.filename, { source, name }, file.settings)
  const module = origin === null ? null : readModule(origin, file.settings.envNames ?? [])
  return module === null ? null : leadingDirectives(module.text).includes('use client')
}
