// The process that `history.mjs` measures attribution in: opens the repository and asks for its blobs, as often as it is told.
// usage: fork(this, [BUNDLE_OF_ATTRIBUTE, BUNDLE_OF_GIT])
import { pathToFileURL } from 'node:url'

const [attributeFile, gitFile] = process.argv.slice(2).map(file => pathToFileURL(file).href)
const { attribute } = await import(attributeFile)
const { openGit } = await import(gitFile)

process.on('message', async ({ repository, oids }) => {
  const hits = oids.map((oid, i) => ({ fingerprint: `bench-${i}`, kind: 'blob', oid, path: oid }))
  const start = process.hrtime.bigint()
  const git = await openGit({ directory: repository, environment: process.env })
  const { keys } = await attribute(git, hits, new AbortController().signal)
  process.send({ seconds: Number(process.hrtime.bigint() - start) / 1e9, introduced: [...keys.values()].filter(one => one.introduced !== null).length })
})
