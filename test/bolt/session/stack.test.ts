import type { Driver } from '../../../src/driver/driver.js'
import { BoltServer, failure, repeat, request, type Script, success } from '../../../src/testing/script/index.js'
import { connect } from '../../helpers/connect.js'

type Work = (driver: Driver) => Promise<unknown>

const ERROR = failure('Neo.ClientError.Statement.SyntaxError', 'no such thing')
const begin: Script = [request('BEGIN'), success()]
const run: Script = [request('RUN'), ERROR]
const rejected = (add: (reject: (error: Error) => void) => void): Promise<never> => new Promise((_resolve, reject) => { add(reject) })

/** Ways to meet an error; each is a function with a name of its own, which must be in the error's stack. */
const ways: Array<[string, Script, Work]> = [
  ['awaitsRun', run, async function awaitsRun (driver) { await driver.session().run('X') }],
  ['catchesRun', run, async function catchesRun (driver) { await rejected(reject => { driver.session().run('X').catch(reject) }) }],
  ['givesBothToThen', run, async function givesBothToThen (driver) { await rejected(reject => { driver.session().run('X').then(() => {}, reject) }) }],
  ['awaitsThen', run, async function awaitsThen (driver) { await driver.session().run('X').then(() => {}) }],
  ['awaitsFinally', run, async function awaitsFinally (driver) { await driver.session().run('X').finally(() => {}) }],
  ['subscribes', run, async function subscribes (driver) { await rejected(reject => { driver.session().run('X').subscribe({ onError: reject }) }) }],
  ['subscribesToAll', run, async function subscribesToAll (driver) { await rejected(reject => { driver.session().run('X').subscribe({ onNext: () => {}, onCompleted: () => {}, onError: reject }) }) }],
  ['loopsOverRun', run, async function loopsOverRun (driver) { for await (const _ of driver.session().run('X')); }],
  ['asksForKeys', run, async function asksForKeys (driver) { await driver.session().run('X').keys() }],
  ['asksForSummary', run, async function asksForSummary (driver) { await driver.session().run('X').summary() }],
  ['failsInTheMiddle', [request('RUN'), request('PULL'), success({ fields: [] }), ERROR], async function failsInTheMiddle (driver) { for await (const _ of driver.session().run('X')); }],
  ['begins', [request('BEGIN'), ERROR], async function begins (driver) { await driver.session().beginTransaction() }],
  ['runsInTransaction', [begin, run], async function runsInTransaction (driver) { const tx = await driver.session().beginTransaction(); await tx.run('X') }],
  ['commits', [begin, request('COMMIT'), ERROR], async function commits (driver) { const tx = await driver.session().beginTransaction(); await tx.commit() }],
  ['rollsBack', [begin, request('ROLLBACK'), ERROR], async function rollsBack (driver) { const tx = await driver.session().beginTransaction(); await tx.rollback() }],
  ['executesRead', [begin, run], async function executesRead (driver) { await driver.session().executeRead(async function inner (tx) { await tx.run('X') }) }],
  ['executesWrite', [begin, request('COMMIT'), ERROR], async function executesWrite (driver) { await driver.session().executeWrite(async () => {}) }],
  ['executesQuery', [begin, run], async function executesQuery (driver) { await driver.executeQuery('X') }],
  ['verifies', [request('LOGON'), ERROR], async function verifies (driver) { await driver.verifyConnectivity() }],
  ['canNotLogIn', [request('LOGON'), ERROR], async function canNotLogIn (driver) { await driver.session().run('X') }]
]
const AT_LOGIN = ['verifies', 'canNotLogIn']

/** The error that the work fails with. */
async function errorOf (script: Script, work: Work): Promise<Error> {
  const server = await BoltServer.start(script)
  const driver = connect(server.uri, undefined, { maxTransactionRetryTime: 0 })
  try {
    return await work(driver).then(() => { throw new Error('has not failed') }, (error: Error) => error)
  } finally {
    await driver.close()
    await server.close()
  }
}

// V8's default; Jest has more.
const { stackTraceLimit } = Error
beforeAll(() => { Error.stackTraceLimit = 10 })
afterAll(() => { Error.stackTraceLimit = stackTraceLimit })

it.each(ways)('the stack of an error names %s and this file, with ten frames, and nothing of this package', async (name, script, work) => {
  const { message, stack } = await errorOf(AT_LOGIN.includes(name) ? script : repeat(script), work)
  expect(message).toContain('no such thing')
  expect(stack).toContain('stack.test.ts')
  expect(stack).toContain(name)
  expect(stack?.split('\n')[0]).toBe('Neo4jError: no such thing')
  expect(stack).not.toMatch(/[\\/]src[\\/]/)
  if (name === 'executesRead') expect(stack).toContain('inner')
})

it('the stack of an error of the network names this file, and nothing of this package', async () => {
  const server = await BoltServer.start([])
  const { uri } = server
  await server.close()
  const driver = connect(uri, undefined, { maxTransactionRetryTime: 0 })
  const error = await (async function meetsNobody () { await driver.session().run('X') })().catch((error: Error) => error) as Error
  await driver.close()
  expect(error).toMatchObject({ name: 'Neo4jError', code: 'ServiceUnavailable' })
  expect(error.stack).toContain('meetsNobody')
  expect(error.stack).not.toMatch(/[\\/]src[\\/]/)
})

it('the stack of an error of the package itself is left as it is', async () => {
  const error = await errorOf(repeat([request('RUN'), request('PULL'), success({ fields: ['n'] }), success()]), async driver => {
    const result = driver.session().run('X')
    result._core.summarize = () => { throw new TypeError('a fault of the package') }
    await result
  })
  expect(error.stack).toMatch(/[\\/]src[\\/]/)
})
