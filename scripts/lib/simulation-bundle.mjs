// Bundles what a simulation needs, in memory: the driver of any source tree, and the simulation itself.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

const settings = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
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
