// Builds dist/cjs and dist/esm from the same source, types and JavaScript as one file per entry point.
// A package of two hundred small modules takes several times as long to load, and exposes its internals to the compiler.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { rollUpDeclarations, rollUpTestingDeclarations, writeDeclarationsOfEsm } from './lib/declarations.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
// Built in a separate folder and then moved: a failed build does not affect the last one.
const dist = join(root, 'dist.new')
const modules = join(dist, 'modules')
const declarations = join(dist, 'declarations')
const entries = ['index', 'lite', 'testing', 'opentelemetry']
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const compile = (project, ...options) => {
  execFileSync(process.execPath, [tsc, '-p', join(root, `tsconfig.${project}.json`), ...options], { stdio: 'inherit' })
}

rmSync(dist, { recursive: true, force: true })
compile('cjs', '--emitDeclarationOnly', '--outDir', declarations)
compile('esm', '--outDir', modules, '--declaration', 'false', '--removeComments')

/** A single character outside Latin-1 makes V8 store the whole file with two bytes per character, and scan it more slowly. */
const escapeWideCharacters = code => code.replace(/[^\0-\xff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const sources = new Map(readdirSync(modules, { recursive: true }).filter(name => name.endsWith('.js'))
  .map(name => [name, escapeWideCharacters(readFileSync(join(modules, name), 'utf8'))]))
const topLevelNames = [...sources.values()].flatMap(code => [...code.matchAll(/^(?:export )?(?:async )?(?:class|function\*?|const|let) (\w+)/gm)].map(([, name]) => name))
const isTaken = name => name in globalThis || topLevelNames.indexOf(name) !== topLevelNames.lastIndexOf(name)

// Bundlers rename classes whose names are taken, but people read these names in console.log, snapshots and stacks.
for (const [file, code] of sources) {
  writeFileSync(join(modules, file), code.replace(/^((?:export )?class (\w+)(?: extends [^{]+)? \{)$/gm, (line, start, name) => isTaken(name)
    ? `${start} static { Object.defineProperty(this, "name", { value: "${name}", configurable: true }) }`
    : line))
}

/** Files that must stay CommonJS in the ESM build remain separate, at their place relative to the entry point. */
const keepCommonJs = {
  name: 'keep-cjs',
  resolveId: (id, importer) => id.endsWith('.cjs')
    ? { id: './' + relative(modules, join(dirname(importer), id)), external: true }
    : null
}

/**
 * The entry point for `import` in Node.js: the CommonJS build under the same names. Programs and the libraries they use then
 * share one copy of the classes, whether they use import or require, so that `instanceof` works. The ESM build is for bundlers.
 */
function writeNodeEntry (name) {
  const all = Object.keys(createRequire(import.meta.url)(join(dist, 'cjs', `${name}.js`)))
  const named = all.filter(key => key !== 'default')
  writeFileSync(join(dist, 'esm', `${name}.node.js`), `import cjs from '../cjs/${name}.js'\nexport const {\n  ${named.join(',\n  ')}\n} = cjs\n` +
    (all.includes('default') ? '// Bun has already resolved the default.\nexport default cjs.default ?? cjs\n' : ''))
}

/**
 * All entry points share one file with the driver. Reactive sessions stay with the full entry point, from which `neobolt/testing`
 * takes its driver; code for tests or OpenTelemetry only stays with their entry points.
 */
function manualChunks (id) {
  const module = relative(modules, id)
  if (/^(testing|lite|opentelemetry)\.js|^(testing|opentelemetry)\//.test(module)) return undefined
  return /^(index\.js|rx\/|entry\/(full|rx-driver)\.js)/.test(module) ? 'index' : 'shared'
}

const bundle = await rollup({
  input: Object.fromEntries(entries.map(entry => [entry, join(modules, `${entry}.js`)])),
  external: id => !id.startsWith('.') && !id.startsWith('/'),
  plugins: [keepCommonJs],
  onwarn: warning => { throw new Error(warning.message) }
})
for (const [format, folder] of [['cjs', 'cjs'], ['es', 'esm']]) {
  await bundle.write({
    format,
    dir: join(dist, folder),
    entryFileNames: '[name].js',
    chunkFileNames: 'shared-[hash].js',
    manualChunks,
    exports: 'named',
    generatedCode: 'es2015',
    interop: 'auto'
  })
}
await bundle.close()

for (const [folder, type] of [['cjs', 'commonjs'], ['esm', 'module']]) {
  for (const name of readdirSync(modules, { recursive: true })) {
    if (name.endsWith('.cjs')) {
      mkdirSync(dirname(join(dist, folder, name)), { recursive: true })
      cpSync(join(modules, name), join(dist, folder, name))
    }
  }
  writeFileSync(join(dist, folder, 'package.json'), JSON.stringify({ type, sideEffects: false }) + '\n')
}
entries.forEach(writeNodeEntry)
await rollUpDeclarations(declarations, join(dist, 'cjs'), ['index', 'lite'])
await rollUpDeclarations(declarations, join(dist, 'cjs'), ['opentelemetry'])
await rollUpTestingDeclarations(declarations, join(dist, 'cjs'))
writeDeclarationsOfEsm(join(dist, 'esm'), entries)
rmSync(modules, { recursive: true })
rmSync(declarations, { recursive: true })
rmSync(join(root, 'dist'), { recursive: true, force: true })
renameSync(dist, join(root, 'dist'))
