import { build, install, run } from './setup.mjs'

install()
build()
const node = process.execPath
run(node, ['node_modules/typescript7/bin/tsc', '-b'], 'the type check failed')
run(node, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'], 'the lint failed')
run(node, ['node_modules/knip/bin/knip.js'], 'knip found unused files, exports or dependencies')
run(node, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], 'tests failed')
