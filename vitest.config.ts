import { defineConfig } from 'vitest/config'

const conditions = ['nuvion-source', 'module', 'node', 'import', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/**/*.test.ts', 'rules/**/*.test.ts', 'test-fixtures/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test-fixtures/build-cli.ts'],
    setupFiles: ['test-fixtures/fixed-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
