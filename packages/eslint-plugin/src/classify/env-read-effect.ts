import { dirname } from 'node:path'
import { unprefixedReads } from '@nuvion-guard/rules'
import { nearestManifest } from './manifest.ts'
import type { EnvReadEffect } from './types.ts'

/** What reading an environment name without a public prefix does in client code near an absolute file, by the bundler of its manifest. */
export function envReadEffect(filename: string): { readonly effect: EnvReadEffect; readonly what: string } {
  const dependencies = nearestManifest(dirname(filename))?.dependencies
  const row = unprefixedReads.find(one => one.packages.some(name => dependencies?.has(name) === true))
  return row ?? { effect: 'undefined-in-browser', what: 'there is no process.env in a browser' }
}
