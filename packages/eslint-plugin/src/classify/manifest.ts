import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest `package.json` of a file that names a package or its dependencies. */
export interface Manifest {
  /** Absolute folder of the manifest. */
  readonly root: string
  /** Names of all kinds of dependencies. */
  readonly dependencies: ReadonlySet<string>
}

const recheckMs = 1000
const byFolder = new Map<string, { readonly manifest: Manifest | null; readonly checkedAt: number }>()
const byFile = new Map<string, { readonly mtimeMs: number; readonly manifest: Manifest | null }>()

/** The manifest that governs files of an absolute folder, or `null`; read again when its modification time changes. */
export function nearestManifest(folder: string): Manifest | null {
  const known = byFolder.get(folder)
  const now = performance.now()
  if (known !== undefined && now - known.checkedAt < recheckMs) return known.manifest
  const parent = dirname(folder)
  const manifest = readManifest(join(folder, 'package.json'), folder) ?? (parent === folder ? null : nearestManifest(parent))
  byFolder.set(folder, { manifest, checkedAt: now })
  return manifest
}

function readManifest(file: string, root: string): Manifest | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile()) return null
  const known = byFile.get(file)
  if (known?.mtimeMs === stat.mtimeMs) return known.manifest
  const manifest = parseManifest(file, root)
  byFile.set(file, { mtimeMs: stat.mtimeMs, manifest })
  return manifest
}

function parseManifest(file: string, root: string): Manifest | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch {
    // A manifest that can't be read while it is being written places nothing; the next lint run sees it whole.
    return null
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].map(name => (parsed as Record<string, unknown>)[name])
  const named = groups.filter(group => typeof group === 'object' && group !== null)
  // A manifest that only sets "type" for a folder says nothing about the project; a package without dependencies has those of no other.
  return named.length === 0 && !('name' in parsed) ? null : { root, dependencies: new Set(named.flatMap(group => Object.keys(group))) }
}
