import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')

test('.pre-commit-hooks.yaml installs the version that the package has, and reads the index', () => {
  const text = readFileSync(resolve(root, '.pre-commit-hooks.yaml'), 'utf8')
  const { version } = JSON.parse(readFileSync(resolve(root, 'packages/scanner/package.json'), 'utf8')) as { version: string }
  expect(text).toContain(`additional_dependencies: ["nuvion-guard@${version}"]`)
  expect(text.match(/^- id: /gm)).toHaveLength(2)
  expect(text.match(/^ {2}entry: nuvion-guard staged$/gm)).toHaveLength(2)
  expect(text.match(/^ {2}pass_filenames: false$/gm)).toHaveLength(2)
  // To pre-commit links are no files, and it would not run for them alone.
  expect(text.match(/^ {2}always_run: true$/gm)).toHaveLength(2)
  // The names of stages changed with pre-commit 3.2: neither the old nor the new ones are understood by all versions in use.
  expect(text).not.toContain('stages:')
})
