import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { node, repository, scratchFolder, tool } from './scratch.js'

interface Resolution { name: string, module: string, moduleResolution: string, extensions: string[] }
const node16: Resolution = { name: 'node16', module: 'Node16', moduleResolution: 'Node16', extensions: ['mts', 'cts'] }
const bundler: Resolution = { name: 'bundler', module: 'ES2022', moduleResolution: 'Bundler', extensions: ['mts'] }
/** Knows nothing of `exports` in package.json. */
const node10: Resolution = { name: 'node10', module: 'CommonJS', moduleResolution: 'Node', extensions: ['ts'] }

/** Compilers that programs may be built with: the oldest one that reads `exports` of package.json, up to the newest. */
const compilers = [
  { version: '4.7', name: 'typescript-4.7', other: node10, awaitUsing: false },
  { version: '5.0', name: 'typescript-5.0', other: bundler, awaitUsing: false },
  { version: '5.4', name: 'typescript-5.4', other: bundler, awaitUsing: true },
  { version: '5.9', name: 'typescript-5.9', other: bundler, awaitUsing: true },
  { version: '6.0', name: 'typescript', other: bundler, awaitUsing: true }
]

const FULL = ['public-api', 'public-api-rx', 'public-api-testing']
const LITE = 'public-api-lite'
/** The declarations of rxjs ask every program for `setTimeout`, which comes from `@types/node` or the DOM. */
const TIMERS = 'timers-for-rxjs.d.ts'

interface Program { resolution: Resolution, types: string[], files: string[], lib?: string[] }

function programsWith (resolution: Resolution): Program[] {
  const files = (names: string[]): string[] => resolution.extensions.flatMap(extension => names.map(name => `${name}.${extension}`))
  return [
    { resolution, types: ['node'], files: files([...FULL, LITE]) },
    { resolution, types: [], files: [...files(FULL), TIMERS] },
    { resolution, types: [], files: files([LITE]) }
  ]
}

const inScratch = (file: string): string => join(scratchFolder(), file)

/** What the compiler says, with every check that it has, those of the declarations in node_modules included. */
function compile (compiler: string, { resolution, types, files, lib = [] }: Program): string {
  const config = 'tsconfig.compilers.json'
  writeFileSync(inScratch(config), JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', ...lib],
      module: resolution.module,
      moduleResolution: resolution.moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types,
      typeRoots: [join(repository, 'node_modules/@types')]
    },
    files
  }))
  const { stdout, stderr } = node([tool(compiler, 'tsc'), '-p', config])
  return stdout + stderr
}

beforeAll(() => {
  const [common, reactive, testing] = FULL.map(name => readFileSync(inScratch(`${name}.mts`), 'utf8'))
  for (const extension of ['mts', 'cts', 'ts']) {
    writeFileSync(inScratch(`public-api.${extension}`), common)
    writeFileSync(inScratch(`public-api-rx.${extension}`), reactive)
    writeFileSync(inScratch(`public-api-testing.${extension}`), testing)
    writeFileSync(inScratch(`public-api-lite.${extension}`), common.replaceAll("from 'neobolt'", "from 'neobolt/lite'"))
  }
  const timer = (name: string): string => `declare function ${name} (work: () => void, milliseconds?: number): number\n`
  writeFileSync(inScratch(TIMERS), timer('setTimeout') + timer('setInterval'))
})

describe.each(compilers)('TypeScript $version', ({ version, name, other, awaitUsing }) => {
  const programs = [...programsWith(node16), ...programsWith(other)]
    .map(program => ({ ...program, title: `${program.resolution.name}, types: [${program.types.join()}], ${program.files.join(' ')}` }))

  it('is the version that the test names', () => {
    const { version: installed } = JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8'))
    expect(installed).toMatch(new RegExp(`^${version}\\.`))
  })

  it.each(programs)('compiles programs that use the whole API, and its declarations: $title', program => {
    expect(compile(name, program)).toBe('')
  })

  if (awaitUsing) {
    it('ends drivers, sessions and transactions with await using', () => {
      expect(compile(name, { resolution: node16, types: [], files: ['await-using.mts'], lib: ['ESNext.Disposable'] })).toBe('')
    })
  }
})
