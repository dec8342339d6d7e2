import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonOf, node, repository, scratchFolder, tool } from './scratch.js'

/** A project of its own for each way that TypeScript finds a package's types. */
const settings = [
  { name: 'node16 as CommonJS', module: 'Node16', moduleResolution: 'Node16', source: 'consumer.cts', output: 'consumer.cjs' },
  { name: 'node16 as ESM', module: 'Node16', moduleResolution: 'Node16', source: 'consumer.mts', output: 'consumer.mjs' },
  { name: 'nodenext as ESM', module: 'NodeNext', moduleResolution: 'NodeNext', source: 'consumer.mts', output: 'consumer.mjs' },
  { name: 'bundler', module: 'ES2022', moduleResolution: 'Bundler', source: 'consumer.mts', output: 'consumer.mjs' }
]

describe.each(settings)('TypeScript with $name', ({ name, module, moduleResolution, source, output }) => {
  const folder = name.replaceAll(' ', '-')
  const config = `tsconfig.${folder}.json`

  beforeAll(() => {
    if (source !== 'consumer.mts') {
      copyFileSync(join(scratchFolder(), 'consumer.mts'), join(scratchFolder(), source))
    }
    writeFileSync(join(scratchFolder(), config), JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'ESNext.Disposable'],
        module,
        moduleResolution,
        strict: true,
        skipLibCheck: false,
        esModuleInterop: true,
        rootDir: '.',
        outDir: folder,
        types: ['node'],
        typeRoots: [join(repository, 'node_modules/@types')]
      },
      files: [source]
    }))
  })

  it('compiles a program, the declarations of the package included', () => {
    const { code, stdout } = node([tool('typescript', 'tsc'), '-p', config])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  })

  it('gives a program that runs', () => {
    expect(jsonOf([`${folder}/${output}`])).toEqual({ age: '43', labels: ['Person'], encrypted: false })
  })
})
