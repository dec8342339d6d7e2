// `npm run fuzz`: runs the property tests of test/faults/hostile.test.ts for as long as you like.
import { randomInt } from 'node:crypto'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runProcess } from './lib/process.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const usage = `usage: npm run fuzz -- [--seconds 60] [--seed number]

  --seconds  how long to try, all properties together
  --seed     of an earlier run, to do the same again; fast-check names the smallest case that fails`

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
const seconds = Number(values.seconds)
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
if (values.help || !(seconds > 0) || !Number.isInteger(seed)) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

console.log(`fuzzing for ${seconds} s with seed ${seed}`)
const { code } = await runProcess(process.execPath, [
  createRequire(import.meta.url).resolve('jest/bin/jest'), 'test/faults/hostile.test.ts', '--testNamePattern', 'whatever bytes a server sends'
], {
  cwd: root,
  env: { ...process.env, NEOBOLT_FUZZ_SECONDS: String(seconds), NEOBOLT_FUZZ_SEED: String(seed) },
  deadlineSeconds: seconds + 120
})
console.log(code === 0 ? 'nothing found' : `found something; again: npm run fuzz -- --seconds ${seconds} --seed ${seed}`)
process.exitCode = code === 0 ? 0 : 1
