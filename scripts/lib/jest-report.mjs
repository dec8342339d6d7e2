import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Reads the output of `jest --json --outputFile`.
 *
 * A test file that could not be loaded counts as one failure: jest itself counts no tests of it.
 *
 * @param {string} file
 * @param {string} root the folder that names of test files are relative to
 */
export function readJestReport (file, root) {
  if (!existsSync(file)) {
    return { passed: 0, failed: 1, failures: ['jest ended without a report'], skippedTests: [] }
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const failures = []
  const skippedTests = []
  for (const suite of report.testResults) {
    const name = relative(root, suite.name)
    if (suite.status === 'failed' && suite.assertionResults.length === 0) {
      failures.push(`${name}: could not be run`)
    }
    for (const test of suite.assertionResults) {
      if (test.status === 'failed') {
        failures.push(`${name}: ${test.fullName}`)
      } else if (test.status !== 'passed') {
        skippedTests.push({ file: name, ...reasonOf(test.fullName) })
      }
    }
  }
  return { passed: report.numPassedTests, failed: failures.length, failures, skippedTests }
}

/** A test that cannot run on this machine has the reason in its title: "… is not run: reason". */
function reasonOf (title) {
  const [test, ...reason] = title.split(' is not run: ')
  return { test, why: reason.join(' is not run: ') || 'the test gives no reason' }
}
