// The steps of `npm test`, in order. `needs` lists the steps that must succeed before a step can run.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The path of a package's command, to be run by this Node.js, so that nothing depends on the PATH. */
function bin (packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

const node = (minutes, script, ...args) => ({ minutes, args: [script, ...args] })
const jest = (minutes, project, ...args) => ({
  minutes,
  report: true,
  args: [bin('jest'), '--selectProjects', project, '--passWithNoTests', '--ci', ...args]
})

export const steps = [
  { name: 'lint', ...node(10, bin('eslint'), '--ext', '.ts,.mjs,.cjs', 'src', 'test', 'bench', 'scripts', 'examples', '--max-warnings', '0', '--no-error-on-unmatched-pattern'), env: { ESLINT_USE_FLAT_CONFIG: 'false' } },
  { name: 'typecheck', ...node(10, bin('typescript', 'tsc'), '-p', 'tsconfig.json', '--noEmit') },
  { name: 'layers', ...node(5, bin('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', 'src') },
  { name: 'build', ...node(10, 'scripts/build.mjs') },
  { name: 'api', ...node(5, 'scripts/api.mjs', '--check'), needs: ['build'] },
  { name: 'unit', ...jest(15, 'unit', '--maxWorkers=2') },
  { name: 'issues', ...jest(10, 'issues', '--maxWorkers=2') },
  { name: 'bolt', ...jest(15, 'bolt', '--maxWorkers=2') },
  { name: 'testing', ...jest(10, 'testing', '--maxWorkers=2') },
  { name: 'faults', ...jest(15, 'faults', '--runInBand') },
  { name: 'simulation', ...jest(15, 'simulation', '--runInBand') },
  { name: 'live', ...jest(60, 'live', '--runInBand') },
  { name: 'cluster', ...jest(20, 'cluster', '--runInBand') },
  { name: 'pack', ...jest(15, 'pack', '--runInBand'), needs: ['build'] },
  { name: 'runtimes', ...jest(30, 'runtimes', '--runInBand'), needs: ['build'] },
  { name: 'types', ...jest(10, 'types', '--runInBand'), needs: ['build'] },
  { name: 'docs', ...jest(15, 'docs', '--maxWorkers=2'), needs: ['build'] }
]
