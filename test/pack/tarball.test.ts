import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { node, scratchFolder, tool } from './scratch.js'

const installed = (): string => join(scratchFolder(), 'node_modules/neobolt')
const tarball = (): string => readdirSync(scratchFolder()).find((name) => name.endsWith('.tgz')) ?? ''
const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

describe('the tarball', () => {
  it('holds the two builds, licence, readme, changelog and the types of its other entries for old compilers, and nothing else', () => {
    const outside = filesOf(installed()).filter((file) => !/^dist\/(cjs|esm)\/.*(\.c?js|\.d\.c?ts|package\.json)$/.test(file))
    expect(outside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'lite.d.ts', 'opentelemetry.d.ts', 'package.json', 'testing.d.ts'])
  })

  it('names no source map, as it holds none', () => {
    const files = filesOf(join(installed(), 'dist')).filter((file) => readFileSync(join(installed(), 'dist', file), 'utf8').includes('sourceMappingURL'))
    expect(files).toEqual([])
  })

  it('is small: at most 360 KB packed, 1.6 MB unpacked', () => {
    const size = (file: string): number => statSync(file).size
    expect(size(join(scratchFolder(), tarball()))).toBeLessThan(360_000)
    const unpacked = filesOf(installed()).map((file) => size(join(installed(), file))).reduce((sum, bytes) => sum + bytes, 0)
    expect(unpacked).toBeLessThan(1_600_000)
  })

  it('loads few files: the driver is one, and rxjs waits until it is used', () => {
    const program = "require('neobolt'); console.log(JSON.stringify(Object.keys(require.cache)))"
    const { stdout } = node(['-e', program])
    const loaded: string[] = JSON.parse(stdout)
    expect(loaded.filter((file) => file.includes(join('node_modules', 'rxjs')))).toEqual([])
    expect(loaded.length).toBeLessThanOrEqual(8)
  })

  it.each(['index', 'lite', 'testing', 'opentelemetry'])('has the entry %s in both builds', (entry) => {
    const files = filesOf(join(installed(), 'dist'))
    expect(files).toEqual(expect.arrayContaining(['cjs', 'esm'].flatMap((build) => [`${build}/${entry}.js`, `${build}/${entry}.d.ts`])))
  })

  it('brings tslib and rxjs along, and no other package', () => {
    const packages = readdirSync(join(scratchFolder(), 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(packages.sort()).toEqual(['neobolt', 'rxjs', 'tslib'])
  })

  it('runs no script when it is installed', () => {
    const { scripts = {} } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'))
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([])
  })

  it('has no finding by publint', () => {
    const { code, stdout, stderr } = node([tool('publint', 'publint'), 'run', installed(), '--pack', 'false', '--strict'])
    expect({ code, text: stdout + stderr }).toEqual({ code: 0, text: expect.stringContaining('All good!') })
  })

  it('has no finding by «are the types wrong»', () => {
    const { code, stdout } = node([tool('@arethetypeswrong/cli', 'attw'), tarball(), '--format', 'json'])
    const { analysis } = JSON.parse(stdout)
    expect({ code, problems: analysis.problems }).toEqual({ code: 0, problems: [] })
  })
})
