// The house of docs/architecture.md as rules: a file imports only from its own floor or below.

/** Folders of src/ by floor; files that lie in src/ itself are the cellar, open to all. */
const floors = [
  ['types', 'mapping', 'auth', 'packstream', 'net'],
  ['bolt'],
  ['pool'],
  ['routing'],
  ['session'],
  ['driver'],
  ['rx', 'encryption', 'testing']
]
/** The package's entries, and what they are put together of. */
const roof = '^src/((index|lite)\\.ts$|entry/)'
const cellar = '^src/[^/]+\\.ts$'
const folder = (...names) => `^src/(${names.join('|')})/`

const nothingAbove = floors.slice(0, -1).map((names, index) => ({
  name: `floor-${index + 1}-imports-nothing-above`,
  comment: `src/{${names.join(',')}} may import floor ${index + 1} and below`,
  severity: 'error',
  from: { path: folder(...names) },
  to: { path: [folder(...floors.slice(index + 1).flat()), roof] }
}))

const rules = [
  ...nothingAbove,
  {
    name: 'cellar-imports-only-cellar',
    comment: 'everyone may use the cellar, so it may use nobody',
    severity: 'error',
    from: { path: cellar, pathNot: roof },
    to: { path: ['^src/[^/]+/', roof] }
  },
  {
    name: 'optional-rooms-are-not-imported-back',
    comment: 'the entries of the package put them and the driver together',
    severity: 'error',
    from: { path: '^src/', pathNot: [roof, folder('rx', 'encryption')] },
    to: { path: folder('rx', 'encryption') }
  },
  {
    name: 'optional-rooms-stand-apart',
    comment: 'each optional room works without the others',
    severity: 'error',
    from: { path: '^src/(rx|encryption|testing)/' },
    to: { path: folder('rx', 'encryption', 'testing'), pathNot: '^src/$1/' }
  },
  {
    name: 'nobody-imports-testing',
    comment: 'the scripted server is a subpath of its own, not a part of the driver',
    severity: 'error',
    from: { path: '^src/', pathNot: folder('testing') },
    to: { path: folder('testing') }
  },
  {
    name: 'testing-uses-floors-1-and-2-only',
    comment: 'the scripted server speaks Bolt; it must not need the driver that it tests',
    severity: 'error',
    from: { path: folder('testing') },
    to: { path: [folder(...floors.slice(2, -1).flat()), roof] }
  },
  {
    name: 'sockets-only-in-net',
    comment: 'values, codec and protocol are tested without a socket',
    severity: 'error',
    from: { path: '^src/', pathNot: folder('net', 'testing') },
    to: { dependencyTypes: ['core'], path: '^(node:)?(net|tls|dns|dns/promises|http|https|http2)$', dependencyTypesNot: ['type-only'] }
  },
  {
    name: 'rxjs-only-in-rx',
    comment: 'who uses no reactive session does not load rxjs',
    severity: 'error',
    from: { path: '^src/', pathNot: folder('rx') },
    to: { path: 'node_modules/rxjs/', dependencyTypesNot: ['type-only'] }
  },
  {
    name: 'runtime-dependencies-are-declared',
    comment: 'src/ may use tslib and rxjs, nothing else from npm',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' }
  },
  {
    name: 'no-cycles',
    comment: 'a ring closed by `import type` is none at run time; `import { type X }` is not recognised as such',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
  },
  { name: 'every-import-exists', severity: 'error', from: {}, to: { couldNotResolve: true } }
]

module.exports = {
  forbidden: rules,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] }
  }
}
