import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { renderTemplate, type Expected } from './template.ts'

/** A file of `cases/`, its keys minted. */
export interface FixtureCase {
  /** Below `cases/`, with `/`. */
  readonly path: string
  /** What the file holds: with `<<live-key>>`, without a key. */
  readonly template: string
  readonly text: string
  readonly expected: readonly Expected[]
}

const folder = resolve(import.meta.dirname, 'cases')

/** Every case, in the order of their paths. */
export const fixtureCases: readonly FixtureCase[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll(sep, '/'))
  .sort()
  .map(path => {
    const template = readFileSync(join(folder, path), 'utf8')
    return { path, template, ...renderTemplate(template) }
  })
