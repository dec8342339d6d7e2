// `npm run simulate:planted`: adds faults to copies of the driver, one at a time, and reports after how many seeds the
// simulation finds each of them.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { plant } from './lib/plant.mjs'
import { faults } from '../test/simulation/planted/faults.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const usage = `usage: npm run simulate:planted -- [--only word] [--minutes 5] [--from 1]

  --only     faults whose name has this word
  --minutes  for how long a fault is looked for, in real time
  --from     the first seed`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' }, minutes: { type: 'string', default: '5' }, from: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

let missed = 0
for (const fault of faults.filter(({ name }) => name.includes(values.only))) {
  const folder = plant(fault)
  try {
    const { stdout, stderr, status } = spawnSync(process.execPath, [
      join(root, 'scripts/simulate.mjs'), '--from', values.from, '--minutes', values.minutes, '--no-shrink', '--driver-source', folder
    ], { encoding: 'utf8' })
    const [, seeds] = /^(\d+) seeds/m.exec(stdout) ?? []
    const [broken] = /^seed .*$/m.exec(stdout) ?? []
    const isFound = status === 1 && broken !== undefined
    if (!isFound) missed++
    console.log(isFound ? `${fault.name}: found after ${seeds} seeds: ${broken}` : `${fault.name}: NOT FOUND ${stdout}${stderr}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.exit(missed === 0 ? 0 : 1)
