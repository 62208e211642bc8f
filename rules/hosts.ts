import type { Environment } from './schema.ts'

/** The API hosts and the environment each serves; a key is only ever sent to the host of its own environment. Source: docs.nuvion.co, Authentication. */
export const apiHosts: readonly { readonly host: string; readonly environment: Environment }[] = [
  { host: 'api.nuvion.co', environment: 'live' },
  { host: 'api.nuvion.dev', environment: 'test' },
]

/** Words that show, case-insensitively, that a text is about Nuvion. Both hosts contain it. */
export const contextWords: readonly string[] = ['nuvion']
