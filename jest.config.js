/** Each project is a folder under test/; see docs/architecture.md for what belongs where. */
const common = {
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.cjs$': ['$1.cts', '$1.cjs'], '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.c?ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }] }
}
/** arktype and what it is made of come as ES modules alone, which jest can't load as they are. */
const withArktype = {
  transform: { ...common.transform, '^.+\\.js$': ['ts-jest', { tsconfig: { allowJs: true, module: 'commonjs', target: 'es2022', isolatedModules: true }, diagnostics: false }] },
  transformIgnorePatterns: ['/node_modules/(?!(arktype|arkregex|@ark)/)']
}
const project = (name, more = {}) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...more
})

module.exports = {
  projects: [
    project('unit'),
    project('issues'),
    project('bolt', withArktype),
    project('testing'),
    project('faults'),
    project('simulation'),
    project('live'),
    project('cluster'),
    project('pack', { globalSetup: '<rootDir>/test/pack/setup.cjs', globalTeardown: '<rootDir>/test/pack/teardown.cjs' }),
    project('runtimes', { globalSetup: '<rootDir>/test/runtimes/setup.cjs', globalTeardown: '<rootDir>/test/pack/teardown.cjs' }),
    project('types'),
    project('docs'),
    project('others')
  ]
}
