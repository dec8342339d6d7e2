// The tasks that `npm run soak` repeats. A task may fail with the errors of an unavailable server, or with those that it
// provokes itself.
import { randomInt, randomUUID } from 'node:crypto'

/** Expects the rejection that a task provokes; any other error is passed on. */
async function expectFailure (promise, code) {
  try {
    await promise
  } catch (error) {
    if (error.code === code) return
    throw error
  }
  throw new Error(`expected a failure with ${code}`)
}

async function inSession ({ driver }, work, config) {
  const session = driver.session(config)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

const rows = 'UNWIND range(1, $n) AS i RETURN i, toString(i) AS text'

export const tasks = [
  ['small queries', async (context) => {
    for (let i = 0; i < 50; i++) await inSession(context, session => session.run('RETURN $i AS i', { i }))
  }],
  ['executeQuery', async ({ driver }) => { await driver.executeQuery(rows, { n: randomInt(200) }) }],
  ['write', async ({ driver, ledger }) => {
    const id = randomUUID()
    ledger.begun.add(id)
    await driver.executeQuery('CREATE (:Soak {id: $id})', { id })
    ledger.written.add(id)
  }],
  ['reconnect', async ({ neo4j, uri, token }) => {
    for (let i = 0; i < 5; i++) {
      const driver = neo4j.driver(uri, token)
      await driver.verifyConnectivity().finally(() => driver.close())
    }
  }],
  ['stream left half-way', context => inSession(context, async (session) => {
    let seen = 0
    for await (const record of session.run(rows, { n: 100_000 })) {
      if (++seen === 1500 || record === undefined) break
    }
  })],
  ['stream that is not read', context => inSession(context, async (session) => { session.run(rows, { n: 100_000 }) })],
  ['transaction rolled back with results open', context => inSession(context, async (session) => {
    const tx = await session.beginTransaction()
    tx.run(rows, { n: 50_000 })
    await tx.run('RETURN 1')
    await tx.rollback()
  })],
  ['transaction forgotten', context => inSession(context, async (session) => {
    const tx = session.beginTransaction()
    await tx.run('RETURN 1')
  })],
  ['error before the first record', context => inSession(context, session => expectFailure(session.run('WRONG'), 'Neo.ClientError.Statement.SyntaxError'))],
  ['error among the records', context => inSession(context, session => expectFailure(
    session.run('UNWIND range(2000, 0, -1) AS n RETURN 1 / n'), 'Neo.ClientError.Statement.ArithmeticError'), { fetchSize: 100 })],
  ['error in a transaction function', context => inSession(context, session => expectFailure(
    session.executeWrite(async (tx) => {
      await tx.run('RETURN 1')
      throw Object.assign(new Error('changed my mind'), { code: 'mine' })
    }), 'mine'))],
  ['parameter that cannot be sent', context => inSession(context, session => expectFailure(session.run('RETURN $f', { f: () => 1 }), 'ProtocolError'))],
  ['server that is not there', async ({ neo4j, token }) => {
    const driver = neo4j.driver('bolt://127.0.0.1:1', token)
    await expectFailure(driver.verifyConnectivity(), 'ServiceUnavailable').finally(() => driver.close())
  }],
  ['driver closed in the middle', async ({ neo4j, uri, token }) => {
    const driver = neo4j.driver(uri, token)
    const session = driver.session()
    const result = session.run(rows, { n: 50_000 }).then(() => {}, () => {})
    await new Promise((resolve) => { setTimeout(resolve, randomInt(20)) })
    await driver.close()
    await result
  }]
]
