// The layers of docs/architecture.md as rules: a file imports only from its own layer or below.

/** Folders of src/ by layer; files directly in src/ are the shared base, open to all. */
const layers = [
  ['types', 'mapping', 'hydration', 'cypher', 'auth', 'packstream', 'columns', 'net', 'tracing'],
  ['bolt'],
  ['pool'],
  ['routing'],
  ['session'],
  ['driver', 'bulk'],
  ['rx', 'encryption', 'testing', 'opentelemetry']
]
/** The package's entry points, and what they are put together of. */
const entryPoints = '^src/((index|lite|testing|opentelemetry)\\.ts$|entry/)'
const sharedBase = '^src/[^/]+\\.ts$'
const folder = (...names) => `^src/(${names.join('|')})/`

const nothingAbove = layers.slice(0, -1).map((names, index) => ({
  name: `layer-${index + 1}-imports-nothing-above`,
  comment: `src/{${names.join(',')}} may import layer ${index + 1} and below`,
  severity: 'error',
  from: { path: folder(...names) },
  to: { path: [folder(...layers.slice(index + 1).flat()), entryPoints] }
}))

const rules = [
  ...nothingAbove,
  {
    name: 'shared-base-imports-only-itself',
    comment: 'every layer may use the shared base, so it may use none of them',
    severity: 'error',
    from: { path: sharedBase, pathNot: entryPoints },
    to: { path: ['^src/[^/]+/', entryPoints] }
  },
  {
    name: 'optional-modules-are-not-imported-back',
    comment: 'the entries of the package put them and the driver together',
    severity: 'error',
    from: { path: '^src/', pathNot: [entryPoints, folder('rx', 'encryption', 'opentelemetry')] },
    to: { path: folder('rx', 'encryption', 'opentelemetry') }
  },
  {
    name: 'optional-modules-are-independent',
    comment: 'each optional module works without the others',
    severity: 'error',
    from: { path: '^src/(rx|encryption|testing|opentelemetry)/' },
    to: { path: folder('rx', 'encryption', 'testing', 'opentelemetry'), pathNot: '^src/$1/' }
  },
  {
    name: 'nothing-imports-testing',
    comment: 'servers for tests are an entry point of their own, not a part of the driver',
    severity: 'error',
    from: { path: '^src/', pathNot: [folder('testing'), '^src/testing\\.ts$'] },
    to: { path: [folder('testing'), '^src/testing\\.ts$'] }
  },
  {
    name: 'servers-use-layers-1-and-2-only',
    comment: 'what plays a server speaks Bolt; it must not need the driver that it tests',
    severity: 'error',
    from: { path: '^src/testing/(wire|script|conversation|fake)/' , pathNot: '/fake-neo4j\\.ts$' },
    to: { path: [folder(...layers.slice(2, -1).flat()), entryPoints] }
  },
  {
    name: 'wire-and-scripts-know-no-queries',
    comment: 'from the bottom up: wire; script and conversation; fake and recording; the public names',
    severity: 'error',
    from: { path: '^src/testing/(wire|script)/' },
    to: { path: '^src/testing/(builders|conversation|fake|recording)/' }
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
    comment: 'a program without reactive sessions does not load rxjs',
    severity: 'error',
    from: { path: '^src/', pathNot: folder('rx') },
    to: { path: 'node_modules/rxjs/', dependencyTypesNot: ['type-only'] }
  },
  {
    name: 'opentelemetry-listens-to-channels-only',
    comment: 'spans and metrics need nothing of the driver but its channels and their messages',
    severity: 'error',
    from: { path: folder('opentelemetry') },
    to: { path: [folder(...layers.flat().filter(name => !['tracing', 'opentelemetry'].includes(name))), entryPoints], dependencyTypesNot: ['type-only'] }
  },
  {
    name: 'runtime-dependencies-are-declared',
    comment: 'src/ may use tslib and rxjs, nothing else from npm; @opentelemetry/api is a peer dependency of its subpath alone',
    severity: 'error',
    from: { path: '^src/', pathNot: folder('opentelemetry') },
    to: { dependencyTypes: ['npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' }
  },
  {
    name: 'no-cycles',
    comment: 'types included: a file can be understood without those that import it',
    severity: 'error',
    from: {},
    to: { circular: true }
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
