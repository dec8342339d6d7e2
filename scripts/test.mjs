// `npm test`: runs every check of the project in order; docs/architecture.md describes them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readJestReport } from './lib/jest-report.mjs'
import { runProcess } from './lib/process.mjs'
import { steps } from './lib/steps.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const usage = `usage: npm test -- [--only step,step] [--required]

  --only      run these steps only, of: ${steps.map((step) => step.name).join(' ')}
  --required  a live server that cannot be started is a failure (NEOBOLT_LIVE_REQUIRED=1)`

function readOptions () {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, required: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
    const only = values.only?.split(',').filter(Boolean)
    const unknown = only?.find((name) => !steps.some((step) => step.name === name))
    if (unknown !== undefined) {
      throw new Error(`there is no step "${unknown}"`)
    }
    return { ...values, only }
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`)
    process.exit(2)
  }
}

/** Runs one step, and counts its outcome, however it ends. */
async function runStep (step, scratch, required) {
  const started = performance.now()
  const reportFile = join(scratch, `${step.name}.json`)
  const args = step.report ? [...step.args, '--json', '--outputFile', reportFile] : step.args
  const env = {
    ...process.env,
    ...(!process.stdout.isTTY && { FORCE_COLOR: '0' }),
    ...(required && { NEOBOLT_LIVE_REQUIRED: '1' }),
    ...step.env
  }
  const { code, timedOut } = await runProcess(process.execPath, args, { cwd: root, env, deadlineSeconds: step.minutes * 60 })
  const outcome = step.report
    ? readJestReport(reportFile, root)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, failures: code === 0 ? [] : [`ended with exit code ${code}`], skippedTests: [] }
  if (timedOut) {
    outcome.failures.push(`was ended after ${step.minutes} minutes`)
  } else if (code !== 0 && outcome.failures.length === 0) {
    outcome.failures.push(`ended with exit code ${code} though no test failed`)
  }
  return {
    ...outcome,
    failed: Math.max(outcome.failed, outcome.failures.length),
    skipped: outcome.skippedTests.length,
    notRun: summarise(outcome.skippedTests),
    seconds: (performance.now() - started) / 1_000
  }
}

function groupByFile (tests) {
  const files = new Map()
  for (const test of tests) {
    files.set(test.file, [...files.get(test.file) ?? [], test])
  }
  return files
}

/** Names each skipped test, or only its file if a whole suite was skipped. */
function summarise (skippedTests) {
  const files = groupByFile(skippedTests)
  return [...files].flatMap(([file, tests]) => tests.length > 5
    ? [{ what: file, why: `${tests.length} of its tests skip themselves` }]
    : tests.map(({ test, why }) => ({ what: `${file}: ${test}`, why })))
}

function whyNotRun (step, results, only) {
  if (only !== undefined && !only.includes(step.name)) {
    return '--only names other steps'
  }
  const missing = step.needs?.find((name) => results.get(name)?.failed > 0)
  return missing === undefined ? undefined : `it needs the step "${missing}", which failed`
}

const { only, required, help } = readOptions()
if (help) {
  console.log(usage)
  process.exit(0)
}

const scratch = mkdtempSync(join(tmpdir(), 'neobolt-test-'))
const results = new Map()
for (const step of steps) {
  const why = whyNotRun(step, results, only)
  if (why !== undefined) {
    results.set(step.name, { passed: 0, failed: 0, skipped: 1, seconds: 0, failures: [], notRun: [{ what: `step ${step.name}`, why }] })
    continue
  }
  console.log(`\n=== ${step.name}`)
  const result = await runStep(step, scratch, required)
  results.set(step.name, result)
  console.log(`=== ${step.name}: ${result.failed > 0 ? 'FAILED' : 'ok'} in ${result.seconds.toFixed(1)} s`)
}
rmSync(scratch, { recursive: true, force: true })

console.log('\nstep         passed  failed  skipped   seconds')
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, result] of results) {
  for (const count of Object.keys(total)) {
    total[count] += result[count]
  }
  const cells = [name.padEnd(10), ...['passed', 'failed', 'skipped'].map((count) => String(result[count]).padStart(8)), result.seconds.toFixed(1).padStart(10)]
  console.log(cells.join(''))
}
const lines = (title, rows) => rows.length > 0 && console.log(`\n${title}\n${rows.map((row) => `  ${row}`).join('\n')}`)
lines('failed:', [...results].flatMap(([name, { failures }]) => failures.map((failure) => `${name}: ${failure}`)))
lines('not run:', [...results].flatMap(([, { notRun }]) => notRun.map(({ what, why }) => `${what}: ${why}`)))
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0
