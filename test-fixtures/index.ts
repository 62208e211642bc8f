export * from './mint.ts'
export * from './template.ts'
export * from './temp-repo.ts'
export * from './run-cli.ts'
