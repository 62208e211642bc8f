import { matchesGlob } from '../classify/glob.ts'

const globs = [
  '**/*.{test,spec,e2e,cy,e2e-spec,integration,unit,it,stories,story,fixture,fixtures,mock,mocks,bench}.*', '**/{__tests__,__mocks__,__fixtures__,__snapshots__}/**', '{test,tests,e2e,cypress,playwright,spec,specs,fixtures,mocks,stories,seeds}/**',
  '**/{test,tests,e2e,cypress,fixtures,mocks,testing,test-utils}/**', '**/{jest,vitest,cypress,playwright,setupTests,setup-tests,test-setup,testSetup}{.,-,_}*', '**/{setupTests,setup-tests,test-setup,testSetup,seed}.*', '{prisma,db,database}/seed*', '**/*_test.*', '**/*.test-utils.*', '.storybook/**', '**/seeds/**',
]

/** Says whether a path, relative to the project, is that of test code: tests, stories, fixtures, mocks and seeds. */
export function isTestPath(path: string, more: readonly string[] = []): boolean {
  return matchesGlob(path, globs) || (more.length > 0 && matchesGlob(path, more))
}
