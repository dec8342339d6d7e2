import type { Driver } from '../../../src/driver/driver.js'
import { BoltServer, failure, repeat, request, type Script, success } from '../../../src/testing/index.js'
import { connect } from '../../helpers/connect.js'

const ERROR = failure('Neo.ClientError.Statement.SyntaxError', 'no such thing')
const begin: Script = [request('BEGIN'), success()]

/** Ways to meet an error; each is a function with a name of its own, which must stand in the error's stack. */
const ways: Array<[string, Script, (driver: Driver) => Promise<unknown>]> = [
  ['awaitsRun', [request('RUN'), ERROR], async function awaitsRun (driver) { await driver.session().run('X') }],
  ['loopsOverRun', [request('RUN'), ERROR], async function loopsOverRun (driver) { for await (const _ of driver.session().run('X')); }],
  ['asksForKeys', [request('RUN'), ERROR], async function asksForKeys (driver) { await driver.session().run('X').keys() }],
  ['asksForSummary', [request('RUN'), ERROR], async function asksForSummary (driver) { await driver.session().run('X').summary() }],
  ['failsInTheMiddle', [request('RUN'), request('PULL'), success({ fields: [] }), ERROR], async function failsInTheMiddle (driver) { for await (const _ of driver.session().run('X')); }],
  ['begins', [request('BEGIN'), ERROR], async function begins (driver) { await driver.session().beginTransaction() }],
  ['runsInTransaction', [begin, request('RUN'), ERROR], async function runsInTransaction (driver) { const tx = await driver.session().beginTransaction(); await tx.run('X') }],
  ['commits', [begin, request('COMMIT'), ERROR], async function commits (driver) { const tx = await driver.session().beginTransaction(); await tx.commit() }],
  ['rollsBack', [begin, request('ROLLBACK'), ERROR], async function rollsBack (driver) { const tx = await driver.session().beginTransaction(); await tx.rollback() }],
  ['executesRead', [begin, request('RUN'), ERROR], async function executesRead (driver) { await driver.session().executeRead(async function inner (tx) { await tx.run('X') }) }],
  ['executesWrite', [begin, request('COMMIT'), ERROR], async function executesWrite (driver) { await driver.session().executeWrite(async () => {}) }],
  ['executesQuery', [begin, request('RUN'), ERROR], async function executesQuery (driver) { await driver.executeQuery('X') }],
  ['verifies', [request('LOGON'), ERROR], async function verifies (driver) { await driver.verifyConnectivity() }],
  ['canNotLogIn', [request('LOGON'), ERROR], async function canNotLogIn (driver) { await driver.session().run('X') }]
]

it.each(ways)('the stack of an error names %s and this file', async (name, script, work) => {
  const server = await BoltServer.start(name === 'verifies' || name === 'canNotLogIn' ? script : repeat(script))
  const driver = connect(server.uri, undefined, { maxTransactionRetryTime: 0 })
  const error = await work(driver).catch((error: Error) => error) as Error
  expect(error.message).toContain('no such thing')
  expect(error.stack).toContain('stack.test.ts')
  expect(error.stack).toContain(name)
  expect(error.stack?.split('\n')[0]).toBe('Neo4jError: no such thing')
  if (name === 'executesRead') expect(error.stack).toContain('inner')
  await driver.close()
  await server.close()
})
