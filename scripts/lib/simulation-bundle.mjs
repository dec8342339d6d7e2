// Bundles what a simulation needs, in memory: the driver of any source tree, and the simulation itself.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

const settings = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // A function that is compiled by itself has no modules to import: they are required.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'error',
  // An older or changed source tree has no packages of its own.
  nodePaths: [join(root, 'node_modules')]
}

/** What the simulation uses of a driver; the one list of its internals outside runner/driver-under-test.ts. */
const DRIVER_ENTRY = `
export { default as neo4j } from './src/index'
export { Driver } from './src/entry/rx-driver'
export { driverFunction } from './src/driver/factory'
export * as tokenManagers from './src/auth/token-manager'
`

/** @param source a folder that has `src/` */
export async function bundleDriver (source) {
  const { outputFiles: [{ text }] } = await build({
    ...settings,
    stdin: { contents: DRIVER_ENTRY, resolveDir: source, sourcefile: 'driver-entry.ts', loader: 'ts' },
    outfile: join(source, 'driver-under-test.js')
  })
  return text
}

export async function bundleSimulation () {
  const { outputFiles: [{ text }] } = await build({
    ...settings,
    entryPoints: [join(root, 'test/simulation/runner/index.ts')],
    outfile: join(root, 'simulation.js')
  })
  return text
}

const require = createRequire(import.meta.url)

function evaluate (text, filename, requireFor) {
  const module = { exports: {} }
  compileFunction(text, ['require', 'module', 'exports'], { filename })(requireFor, module, module.exports)
  return module.exports
}

/**
 * Makes this process one in which nothing is real but for what is exported here.
 * @param source a folder that has `src/`: the driver to simulate
 * @returns `play(options)` plays one seed, `shrink(play, options, result)` makes a failing one smaller, `realNow()` is the time
 */
export async function prepareSimulation (source = root) {
  const [driver, simulation] = await Promise.all([bundleDriver(source), bundleSimulation()])
  const { prepare, shrink, realNow } = evaluate(simulation, join(root, 'simulation.js'), require)
  const play = prepare(requireFor => evaluate(driver, join(source, 'driver-under-test.js'), requireFor), require)
  return { play, shrink, realNow }
}
