import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ScanError } from '../scan-error.ts'
import { addBlock, isEmptyScript, isShellScript, removeBlock } from './hook-block.ts'
import { findHookRunner, type HookRunner } from './hook-runner.ts'

/** What was done about a hook, for a reporter to put into words. */
export interface HookChange {
  readonly runner: HookRunner
  /** `by-hand`: the runner's configuration belongs to people; `runner` holds the snippet and the file that it goes into. */
  readonly change: 'installed' | 'removed' | 'unchanged' | 'by-hand'
  /** Where a hook is kept that is no shell script; the scanner's hook runs it afterwards. Absolute. */
  readonly kept?: string
}

const keptSuffix = '.before-nuvion-guard'

// For the command line: `hook install` and `hook uninstall` print `runner.name`, `runner.file` and `change`, the snippet where the
// change is `by-hand`, and how to undo it (`nuvion-guard hook uninstall`).

/** Lets git run the scanner before every commit. A hook that is there already stays; a second time changes nothing. */
export async function installHook(directory: string): Promise<HookChange> {
  const runner = await findHookRunner(directory)
  if (runner.name !== 'git' && runner.name !== 'husky') return { runner, change: 'by-hand' }
  const { file } = runner
  // Scripts are read and written byte by byte: one that is no UTF-8 must come through.
  const program = Buffer.from(runner.program).toString('latin1')
  mkdirSync(dirname(file), { recursive: true })
  if (!isThere(file)) {
    write(file, addBlock('#!/bin/sh\n', program))
    return { runner, change: 'installed' }
  }
  const kept = `${file}${keptSuffix}`
  if (lstatSync(file).isSymbolicLink() || !isShellScript(readScript(file))) {
    renameSync(file, kept)
    write(file, addBlock(`#!/bin/sh\nexec "$0${keptSuffix}" "$@"\n`, program))
    return { runner, change: 'installed', kept }
  }
  const before = readScript(file)
  const after = addBlock(before, program)
  if (after === before && (statSync(file).mode & 0o100) !== 0) return { runner, change: 'unchanged' }
  write(file, after)
  return { runner, change: 'installed', ...(existsSync(kept) ? { kept } : {}) }
}

/** Takes the scanner out of the hook again and leaves everything else as it was. */
export async function uninstallHook(directory: string): Promise<HookChange> {
  const runner = await findHookRunner(directory)
  if (runner.name !== 'git' && runner.name !== 'husky') return { runner, change: 'by-hand' }
  const { file } = runner
  const before = isThere(file) ? readScript(file) : ''
  const after = removeBlock(before)
  if (after === before) return { runner, change: 'unchanged' }
  const kept = `${file}${keptSuffix}`
  if (isThere(kept)) renameSync(kept, file)
  else if (isEmptyScript(after)) rmSync(file)
  else writeFileSync(file, after, 'latin1')
  return { runner, change: 'removed' }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

/** Reading a pipe would wait for ever. */
function readScript(file: string): string {
  if (!statSync(file).isFile()) throw new ScanError(`${file} is no file. Remove it first.`, { exitCode: 2 })
  return readFileSync(file, 'latin1')
}

function write(file: string, bytes: string): void {
  writeFileSync(file, bytes, 'latin1')
  chmodSync(file, statSync(file).mode | 0o111)
}
