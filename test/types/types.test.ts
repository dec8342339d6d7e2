import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const repository = join(__dirname, '../..')

/** The same files are held against both packages: what one accepts or refuses, the other must too. */
const packages = [
  { name: 'neobolt', types: 'dist/cjs/index.d.ts' },
  { name: 'neo4j-driver', types: 'node_modules/neo4j-driver/types/index.d.ts' }
]
const compiling = [
  ...readdirSync(__dirname).filter((file) => file.endsWith('.test-d.ts')),
  ...readdirSync(join(__dirname, '../manual')).map((file) => join('../manual', file))
]
const refused = readdirSync(join(__dirname, 'must-not-compile')).map((file) => join('must-not-compile', file))
const ofNeoboltAlone = readdirSync(join(__dirname, 'neobolt-only')).map((file) => join('neobolt-only', file))

/** What the compiler says about each file, as `TS2322: …`. */
function diagnose (files: string[], types: string): Map<string, string[]> {
  const program = ts.createProgram(files.map((file) => join(__dirname, file)), {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    paths: { neobolt: [join(repository, types)], 'neobolt/opentelemetry': [join(repository, 'dist/cjs/opentelemetry.d.ts')] },
    types: ['node'],
    typeRoots: [join(repository, 'node_modules/@types')],
    strict: true,
    noEmit: true,
    skipLibCheck: true
  })
  const textOf = ({ code, messageText }: ts.Diagnostic): string => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  return new Map(files.map((file) => {
    const source = program.getSourceFile(join(__dirname, file))
    return [file, [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(textOf)]
  }))
}

describe.each(packages)('against $name', ({ types }) => {
  let found: Map<string, string[]>

  beforeAll(() => {
    found = diagnose([...compiling, ...refused], types)
  }, 120_000)

  it.each(compiling)('%s compiles', (file) => {
    expect(found.get(file)).toEqual([])
  })

  it.each(refused)('%s does not compile, for the reason in its first line', (file) => {
    const [, expected] = /^\/\/ (TS\d+: .+)\n/.exec(readFileSync(join(__dirname, file), 'utf8')) ?? []
    expect(expected).toBeDefined()
    expect(found.get(file)).toEqual([expect.stringContaining(expected)])
  })
})

describe('what neo4j-driver does not have', () => {
  it.each(ofNeoboltAlone)('%s compiles', (file) => {
    expect(diagnose([file], packages[0].types).get(file)).toEqual([])
  }, 120_000)
})
