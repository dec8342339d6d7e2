// Builds dist/cjs and dist/esm from the one source: types file by file, JavaScript as one file per entry point.
// A package of two hundred small modules takes several times as long to load.
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
// Built aside and then put in place: a failed build leaves the last one usable.
const dist = join(root, 'dist.new')
const modules = join(dist, 'modules')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const compile = (project, ...options) => {
  execFileSync(process.execPath, [tsc, '-p', join(root, `tsconfig.${project}.json`), ...options], { stdio: 'inherit' })
}

rmSync(dist, { recursive: true, force: true })
compile('cjs', '--emitDeclarationOnly', '--outDir', join(dist, 'cjs'))
compile('esm', '--emitDeclarationOnly', '--outDir', join(dist, 'esm'))
compile('esm', '--outDir', modules, '--declaration', 'false', '--sourceMap', '--removeComments')

/** What must stay CommonJS in the ESM build stays a file of its own, at its old place below the entry point. */
function keepCommonJs () {
  return {
    name: 'keep-cjs',
    setup: ({ onResolve }) => onResolve({ filter: /^\..*\.cjs$/ }, ({ path, resolveDir }) =>
      ({ path: './' + relative(modules, join(resolveDir, path)), external: true }))
  }
}

const entryPoints = ['index.js', 'lite.js', 'testing/index.js'].map(name => join(modules, name)).filter(existsSync)
const options = {
  entryPoints,
  outbase: modules,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [keepCommonJs()],
  sourcemap: true,
  logLevel: 'warning'
}
await build({ ...options, format: 'cjs', outdir: join(dist, 'cjs') })
await build({ ...options, format: 'esm', outdir: join(dist, 'esm'), splitting: true, chunkNames: 'shared-[hash]' })

for (const [folder, type] of [['cjs', 'commonjs'], ['esm', 'module']]) {
  for (const name of readdirSync(modules, { recursive: true })) {
    if (name.endsWith('.cjs')) {
      mkdirSync(dirname(join(dist, folder, name)), { recursive: true })
      cpSync(join(modules, name), join(dist, folder, name))
    }
  }
  writeFileSync(join(dist, folder, 'package.json'), JSON.stringify({ type, sideEffects: false }) + '\n')
}
rmSync(modules, { recursive: true })
rmSync(join(root, 'dist'), { recursive: true, force: true })
renameSync(dist, join(root, 'dist'))
