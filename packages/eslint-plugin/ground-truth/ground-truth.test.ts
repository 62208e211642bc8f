import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp, keyOf, type BuiltApp } from './build-app.ts'
import { bundlerApps } from './bundler-apps.ts'
import { frameworkApps } from './framework-apps.ts'
import { lintApp } from './lint-app.ts'

describe.each([...bundlerApps, ...frameworkApps])('built by $name', app => {
  let built: BuiltApp
  let verdictOf: Awaited<ReturnType<typeof lintApp>>

  beforeAll(async () => {
    built = await buildApp(app)
    verdictOf = await lintApp(app, built.root)
  }, 240_000)
  afterAll(() => rmSync(built.root, { recursive: true, force: true }))

  it.each(app.cases)('$title: $file', one => {
    const holders = built.clientFiles.filter(file => file.text.includes(keyOf(one.key))).map(file => file.path)
    const verdict = verdictOf(one)
    expect(built.clientFiles.length).toBeGreaterThan(0)
    // What ships is reported as shipping; what does not ship is never said to.
    const said = holders.length > 0 ? ['ships', 'imported'] : ['undefined', 'silent', 'imported']
    expect(said, `${verdict}; in ${holders.join(', ') || 'no client file'}`).toContain(verdict)
  })
})
