/** Packages whose import says that a script configures a build. Source: the packages' readmes. */
export const buildPackages: readonly string[] = ['vite', 'webpack', 'esbuild', 'rollup', '@rsbuild/core', '@rspack/core', 'electron-vite', '@farmfe/core', 'tsup', 'rolldown', 'bun']
