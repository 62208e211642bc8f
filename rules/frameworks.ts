import { bundlerFrameworks } from './frameworks-bundlers.ts'
import { clientFrameworks } from './frameworks-client.ts'
import { fullStackFrameworks } from './frameworks-full-stack.ts'
import type { FrameworkFacts } from './framework-schema.ts'

/** Every known stack. Of the stacks a project uses, the first in this order is its main one. */
export const frameworks: readonly FrameworkFacts[] = [...fullStackFrameworks, ...clientFrameworks, ...bundlerFrameworks]

/** Packages that make a project a server as well: the default side of a bundler no longer holds there. */
export const serverPackages: readonly string[] = [
  'express', 'fastify', 'koa', 'hono', '@nestjs/core', '@hapi/hapi', 'elysia', 'h3', 'nitropack', 'polka', 'restify', '@adonisjs/core', 'apollo-server', '@apollo/server', 'aws-lambda', 'firebase-functions', '@trpc/server', 'wrangler',
]

/** Folders and file names that say server in every stack. Source: convention, checked against the stacks above. */
export const genericServerFiles: readonly string[] = [
  '**/*.server.{js,jsx,ts,tsx,mjs,mts,cjs,cts}', '{,src/}{server,backend}/**', '{,src/}server.*', '**/pages/api/**', '**/.server/**', 'netlify/functions/**', 'supabase/functions/**', 'functions/**',
]

/** File names that say client in every stack. */
export const genericClientFiles: readonly string[] = ['**/*.client.{js,jsx,ts,tsx,mjs,mts,cjs,cts}', '**/.client/**']

/** Tests run in neither: what they read never ships. */
export const testFiles: readonly string[] = ['**/*.{test,spec,e2e,cy,bench}.*', '**/__tests__/**', '**/__mocks__/**', '{test,tests,e2e,cypress,spec}/**', '**/{jest,vitest}.{setup,config}*.*', '**/playwright.config.*']
