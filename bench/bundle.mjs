// Bundles a module of this repository, as it is in the sources.
// usage: node bench/bundle.mjs ENTRY FILE
import { rolldown } from 'rolldown'

const [input, file] = process.argv.slice(2)
const bundle = await rolldown({ input, platform: 'node', resolve: { conditionNames: ['nuvion-source', 'import', 'node', 'default'] } })
await bundle.write({ file, format: 'esm', codeSplitting: false })
