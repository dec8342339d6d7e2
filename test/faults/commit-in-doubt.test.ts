import { type LabDriver, labDriver, outcomeOf, until } from './lab.js'
import { type ModelOptions } from './model-options.js'
import { ModelServer } from './model-server.js'

const DEADLINE = 10_000
const DOUBT = /not known whether the transaction was committed/

let server: ModelServer
let lab: LabDriver

async function start (options: ModelOptions = {}): Promise<void> {
  server = await ModelServer.listen(options)
  lab = labDriver(server.uri)
}

afterEach(async () => {
  await lab.driver.close()
  await server.close()
})

/** Loses the connection instead of answering COMMIT the first `times` times. */
function loseCommit (times: number): ModelOptions {
  return { answer: name => name === 'COMMIT' && times-- > 0 ? 'hang up' : undefined }
}

it('a transaction function whose COMMIT got no answer is told of the doubt, and is not done again', async () => {
  await start(loseCommit(1))
  await using session = lab.driver.session()
  const work = jest.fn(async tx => await tx.run('WRITE', { id: 1 }))
  const outcome = await outcomeOf(session.executeWrite(work), DEADLINE)
  expect(outcome).toMatchObject({ error: { code: 'ServiceUnavailable', retriable: false, retryable: false, message: expect.stringMatching(DOUBT) } })
  expect((outcome as { error: Error }).error.cause).toMatchObject({ code: 'ServiceUnavailable' })
  expect(work).toHaveBeenCalledTimes(1)
})

it('executeQuery says the same', async () => {
  await start(loseCommit(1))
  expect(await outcomeOf(lab.driver.executeQuery('WRITE', { id: 1 }), DEADLINE)).toMatchObject({ error: { retriable: false, message: expect.stringMatching(DOUBT) } })
  expect(server.log.filter(line => line.endsWith('RUN'))).toHaveLength(1)
})

describe('work that says that it may be done twice', () => {
  const idempotent = { idempotent: true }

  it('is done again by transaction functions', async () => {
    await start(loseCommit(2))
    await using session = lab.driver.session()
    const work = jest.fn(async tx => (await tx.run('WRITE', { id: 1 })).records.length)
    expect(await outcomeOf(session.executeWrite(work, idempotent), DEADLINE)).toEqual({ value: 0 })
    expect(work).toHaveBeenCalledTimes(3)
    expect(server.written(1)).toBe(1)
  })

  it('is done again by executeQuery', async () => {
    await start(loseCommit(1))
    const answer = await outcomeOf(lab.driver.executeQuery('WRITE', { id: 1 }, { transactionConfig: idempotent }), DEADLINE)
    expect(answer).toMatchObject({ value: { records: [] } })
    expect(server.written(1)).toBe(1)
  })

  it('is told of the doubt when there is no more time, as an error that may be retried', async () => {
    await start(loseCommit(Infinity))
    await using session = lab.driver.session()
    const outcome = await outcomeOf(session.executeWrite(async tx => await tx.run('WRITE', { id: 1 }), idempotent), DEADLINE)
    expect(outcome).toMatchObject({ error: { code: 'ServiceUnavailable', retriable: true, retryable: true, message: expect.stringMatching(DOUBT) } })
    const { suppressed } = (outcome as { error: { suppressed?: unknown[] } }).error
    expect(suppressed).toContainEqual(expect.objectContaining({ message: expect.stringMatching(DOUBT) }))
  })

  it('is an explicit transaction whose error says that it may be retried', async () => {
    await start(loseCommit(1))
    await using session = lab.driver.session()
    const tx = await session.beginTransaction(idempotent)
    await tx.run('WRITE', { id: 1 })
    expect(await outcomeOf(tx.commit(), DEADLINE)).toMatchObject({ error: { retriable: true, message: expect.stringMatching(DOUBT) } })
  })

  it('says so with true or false', async () => {
    await start()
    await using session = lab.driver.session()
    const work = (): unknown => session.executeWrite(() => 1, { idempotent: 'yes' as unknown as boolean })
    expect(work).toThrow(new TypeError('config.idempotent expected to be true or false but was: "yes"'))
  })
})

it('work that only reads has nothing to be in doubt about, and is done again', async () => {
  await start(loseCommit(2))
  await using session = lab.driver.session()
  const work = jest.fn(async tx => (await tx.run('ROWS', { n: 2 })).records.length)
  expect(await outcomeOf(session.executeRead(work), DEADLINE)).toEqual({ value: 2 })
  expect(work).toHaveBeenCalledTimes(3)
})

it('a connection lost before COMMIT was sent leaves no doubt: the work is done again', async () => {
  await start()
  await using session = lab.driver.session()
  let tries = 0
  const work = async (tx: { run: (query: string, parameters: object) => PromiseLike<unknown> }): Promise<number> => {
    await tx.run('WRITE', { id: 'again' })
    if (++tries === 1) {
      for (const { stream } of server.connections) stream.destroy()
      await until(() => lab.pool()?.lentCount === 0, 'the loss of the connection')
    }
    return tries
  }
  expect(await outcomeOf(session.executeWrite(work), DEADLINE)).toEqual({ value: 2 })
  expect(server.written('again')).toBe(1)
})

it('an explicit transaction tells the two cases apart', async () => {
  await start(loseCommit(1))
  await using session = lab.driver.session()
  const lost = await session.beginTransaction()
  await lost.run('WRITE', { id: 1 })
  const doubtful = await outcomeOf(lost.commit(), DEADLINE)
  expect(doubtful).toMatchObject({ error: { retriable: false, message: expect.stringMatching(DOUBT) } })

  const early = await session.beginTransaction()
  await early.run('WRITE', { id: 2 })
  for (const { stream } of server.connections) stream.destroy()
  await until(() => lab.pool()?.lentCount === 0, 'the loss of the connection')
  const clear = await outcomeOf(early.commit(), DEADLINE)
  expect(clear).toMatchObject({ error: { code: 'ServiceUnavailable', retriable: true, message: expect.not.stringMatching(DOUBT) } })
  expect(server.written(2)).toBe(0)
})

it('a failure that the server reports leaves no doubt', async () => {
  let refuse = true
  await start()
  server.options.answer = (name, _fields, connection) => {
    if (name !== 'COMMIT' || !refuse) return undefined
    refuse = false
    return connection.failure('Neo.TransientError.General.Whatever')
  }
  expect(await outcomeOf(lab.driver.executeQuery('WRITE', { id: 1 }), DEADLINE)).toMatchObject({ value: { records: [] } })
  expect(server.written(1)).toBe(1)
})

it('an auto-commit query that got no answer is not sent again', async () => {
  await start({ answer: name => name === 'PULL' ? 'hang up' : undefined })
  await using session = lab.driver.session()
  expect(await outcomeOf(session.run('WRITE', { id: 1 }), DEADLINE)).toMatchObject({ error: { code: 'ServiceUnavailable' } })
  expect(server.log.filter(line => line.endsWith('RUN'))).toHaveLength(1)
})

it('closing the driver while COMMIT is under way leaves a doubt, and says so', async () => {
  await start({ answer: name => name === 'COMMIT' ? 'silence' : undefined })
  const tx = await lab.driver.session().beginTransaction()
  await tx.run('WRITE', { id: 1 })
  const commit = outcomeOf(tx.commit(), DEADLINE)
  await until(() => server.log.some(line => line.endsWith('COMMIT')), 'COMMIT')
  await lab.driver.close()
  expect(await commit).toMatchObject({ error: { retriable: false, message: expect.stringMatching(DOUBT) } })
})
