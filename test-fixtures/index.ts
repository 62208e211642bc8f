export * from './mint.ts'
export * from './template.ts'
