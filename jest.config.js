/** Each project is a folder under test/; see docs/architecture.md for what belongs where. */
const common = {
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.cjs$': ['$1.cts', '$1.cjs'], '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.c?ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }] }
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
    project('bolt'),
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
