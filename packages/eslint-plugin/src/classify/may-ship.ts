import { dirname } from 'node:path'
import { frameworks } from '@nuvion-guard/rules'
import { nearestManifest, type Manifest } from './manifest.ts'

const clientPackages = new Set(frameworks.flatMap(one => one.dependencies))
const answers = new WeakMap<Manifest, boolean>()

/** Whether the manifest of an absolute file names anything that builds client code: a cheap test that comes before classification. */
export function mayShip(filename: string): boolean {
  const manifest = nearestManifest(dirname(filename))
  if (manifest === null) return false
  let answer = answers.get(manifest)
  if (answer === undefined) answers.set(manifest, (answer = [...manifest.dependencies].some(name => clientPackages.has(name))))
  return answer
}
