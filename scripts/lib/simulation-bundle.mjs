// Bundles a simulation in memory: the driver of any source tree, and the simulation itself.
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
  // A function that is compiled on its own cannot import modules, so they are loaded with require.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'error',
  // An older or changed source tree has no node_modules.
  nodePaths: [join(root, 'node_modules')]
}

/** The parts of a driver that the simulation uses: the only list of internals outside runner/driver-under-test.ts. */
const DRIVER_ENTRY = `
export { default as neo4j } from './src/index'
export { Driver } from './src/entry/rx-driver'
export { driverFunction } from './src/driver/factory'
export * as tokenManagers from './src/auth/token-manager'
`

/** @param source a folder that contains `src/` */
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
 * Replaces everything real in this process by the simulation, except for the returned functions.
 * @param source a folder that contains `src/`: the driver to simulate
 * @returns `play(options)` plays one seed, `shrink(play, options, result)` minimizes a failing one, `realNow()` is the real time
 */
export async function prepareSimulation (source = root) {
  const [driver, simulation] = await Promise.all([bundleDriver(source), bundleSimulation()])
  const { prepare, shrink, realNow } = evaluate(simulation, join(root, 'simulation.js'), require)
  const play = prepare(requireFor => evaluate(driver, join(source, 'driver-under-test.js'), requireFor), require)
  return { play, shrink, realNow }
}
