import { inspect } from 'node:util'
import { lastValueFrom } from 'rxjs'
import neo4j from '../../src/index.js'
import { BoltServer } from '../../src/testing/script/index.js'
import { rowsServer } from '../helpers/rows-server.js'

/** In passwords, tokens, parameters and metadata, and nowhere else. */
const SECRET = 'pL4nted'
const TEXT = 'UNWIND range(1, 50) AS x RETURN x'

/** Everything that a program holds while work is under way, and after it. */
async function handles (text: string, look: (name: string, handle: object) => void): Promise<void> {
  const server = await BoltServer.start(rowsServer())
  const driver = neo4j.driver(server.uri, neo4j.auth.basic('alice', `${SECRET}-password`), { fetchSize: 10 })
  const parameters = { pin: `${SECRET}-parameter`, big: 5n, nested: [new Map([['k', SECRET]])] }
  const config = { metadata: { pin: `${SECRET}-metadata`, big: 5n } }
  const lookAtAll = (all: Record<string, object>): void => { for (const [name, handle] of Object.entries(all)) look(name, handle) }
  try {
    const session = driver.session({ bookmarks: ['b:1'] })
    const result = session.run(text, parameters, config)
    const iterator = result[Symbol.asyncIterator]()
    lookAtAll({ driver, session, result, iterator })
    await iterator.next()
    lookAtAll({ driver, session, result, iterator })
    await iterator.return?.()
    lookAtAll({ session, result, iterator, failed: session.run('RETURN $x', { x: () => SECRET }) })
    const user = driver.session({ auth: neo4j.auth.bearer(`${SECRET}-token`), impersonatedUser: 'bob' })
    const promise = user.beginTransaction(config)
    const inTransaction = promise.run(text, parameters)
    lookAtAll({ user, promise, inTransaction })
    await inTransaction
    const tx = await promise
    lookAtAll({ user, tx, inTransaction })
    await tx.commit()
    lookAtAll({ user, tx, inTransaction })
    await driver.session().executeWrite(async managed => { lookAtAll({ managed, result: managed.run(text, parameters) }) }, config)
    const rxSession = driver.rxSession({ auth: neo4j.auth.bearer(`${SECRET}-token`) })
    const rxResult = rxSession.run(text, parameters, config)
    lookAtAll({ rxSession, rxResult })
    const subscription = rxResult.records().subscribe()
    lookAtAll({ rxSession, rxResult, subscription })
    await lastValueFrom(rxResult.consume())
    const rxTx = await lastValueFrom(driver.rxSession().beginTransaction(config))
    lookAtAll({ rxSession, rxResult, rxTx, rxInTransaction: rxTx.run(text, parameters) })
    await lastValueFrom(rxTx.rollback(), { defaultValue: undefined })
    await lastValueFrom(driver.rxSession().executeRead(rxManaged => {
      lookAtAll({ rxManaged })
      return rxManaged.run(text, parameters).records()
    }))
    await Promise.all([session.close(), user.close()])
    lookAtAll({ session, user, tx })
  } finally {
    await driver.close()
    await server.close()
  }
}

it('shows no secret, and fails never, by JSON.stringify and util.inspect', async () => {
  const seen = new Set<string>()
  await handles(TEXT, (name, handle) => {
    seen.add(name)
    const texts = [JSON.stringify(handle), JSON.stringify({ handle, list: [handle] }), JSON.stringify(handle, null, 2), `${String(handle)}`]
    for (const depth of [0, 2, 9]) for (const showHidden of [false, true]) texts.push(inspect(handle, { depth, showHidden }), inspect({ handle }, { depth, showHidden, customInspect: false }))
    for (const text of texts) expect([name, text]).toEqual([name, expect.not.stringContaining(SECRET)])
  })
  expect(seen.size).toBe(16)
})

it('is short, however long the query', async () => {
  await handles(`${TEXT} // ${'x'.repeat(100_000)}`, (name, handle) => {
    if (name === 'subscription') return
    expect([name, JSON.stringify(handle).length < 400, inspect(handle, { showHidden: true, depth: 9 }).length < 400]).toEqual([name, true, true])
  })
})
