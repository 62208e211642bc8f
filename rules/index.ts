export * from './schema.ts'
export * from './keys.ts'
export * from './hosts.ts'
