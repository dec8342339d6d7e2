import { getEventListeners } from 'node:events'
import type { Driver, Neo4jError } from '../../../src/index.js'
import type { RoutingProvider } from '../../../src/routing/routing-provider.js'
import { addressOf, isAtLeast, type LiveServer } from '../live-server.js'
import { credentials, type DriverUse, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

/** How long the calls are aborted at random moments, in milliseconds. */
const LOAD_TIME = 15_000
/** Works for minutes if it is let. It looks into the store for each row: Neo4j 4 ends a query only when it does that. */
const LONG = 'UNWIND range(1, 1000000000) AS x OPTIONAL MATCH (n:NoSuchNode {id: x}) RETURN count(n) AS found'
const writeQuery = (label: string): string => `CREATE (:${label} {id: $id}) WITH 1 AS one UNWIND range(1, 300) AS x RETURN x`
const WORKERS = 12
/** So many that they are still on their way when the signal is aborted, also from servers before 4.0, which send all rows at once. */
const MANY = 'UNWIND range(1, 1000000000) AS x OPTIONAL MATCH (n:NoSuchNode {id: x}) RETURN x'

const pause = async (ms: number): Promise<void> => { await new Promise(resolve => { setTimeout(resolve, ms) }) }
const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

/** Calls that a signal ends: at any moment nothing is lost or done twice, and the server works on nothing in vain. */
export function signalsSuite (server: LiveServer): void {
  describe('signals', () => {
    const db = useDriver(server)
    const label = useLabel(db)

    it.each(Object.keys(longCalls))('end a query under way at once, and its connection is used again: %s', async name => {
      let hellos = 0
      const logger = (_level: string, message: string): void => { if (message.includes('C: HELLO')) hellos++ }
      await withDriver(server.uri, credentials(server), { maxConnectionPoolSize: 1, logging: { level: 'debug', logger } }, async driver => {
        await driver.executeQuery('RETURN 1')
        const controller = new AbortController()
        const failed = rejection(longCalls[name](driver, controller.signal))
        await pause(200)
        controller.abort(new Error('enough'))
        expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: new Error('enough') })
        expect(listeners(controller.signal)).toBe(0)
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
        expect(hellos).toBe(1)
      })
      if (isAtLeast(server, '5.0')) await expectNoTransactions(db)
    })

    it('end a wait for a lock', async () => {
      await db.run(`CREATE (:${label} {id: 0})`)
      const holder = db.driver.session()
      const tx = await holder.beginTransaction()
      await tx.run(`MATCH (n:${label} {id: 0}) SET n.held = true`)
      const error = await rejection(db.driver.executeQuery(`MATCH (n:${label} {id: 0}) SET n.lost = true`, {}, { signal: AbortSignal.timeout(200) }))
      expect(error).toMatchObject({ name: 'TimeoutError', outcome: 'rolledBack' })
      await tx.commit()
      await holder.close()
      expect(await db.value(`MATCH (n:${label} {id: 0}) RETURN n.held AND n.lost IS NULL`)).toBe(true)
    })

    if (isAtLeast(server, '4.0')) {
      it('at random moments of many calls lose nothing, double nothing, and leave the pool whole', async () => {
        await withDriver(server.routingUri, credentials(server), { maxConnectionPoolSize: 5, fetchSize: 100 }, async driver => {
          const shared = new AbortController().signal
          const ledger: Ledger = { next: 0, longest: await timeOfWrites(driver, label), committed: new Set(), aborted: new Set() }
          const end = Date.now() + LOAD_TIME
          await Promise.all(Array.from({ length: WORKERS }, async () => {
            while (Date.now() < end) await callOnce(driver, label, shared, ledger)
          }))
          await settled(driver, server)
          const { records } = await driver.executeQuery<{ records: any[] }>(`MATCH (n:${label}) RETURN n.id AS id, count(*) AS times`)
          const times = new Map<number, number>(records.map(record => [Number(record.get('id')), Number(record.get('times'))]))
          expect([...ledger.committed].filter(id => times.get(id) !== 1)).toEqual([])
          expect([...ledger.aborted].filter(id => times.has(id))).toEqual([])
          expect([...times.values()].filter(count => count !== 1)).toEqual([])
          expect(ledger.aborted.size).toBeGreaterThan(0)
          expect(listeners(shared)).toBe(0)
        })
        if (isAtLeast(server, '5.0')) await expectNoTransactions(db)
      })
    }
  })
}

const longCalls: Record<string, (driver: Driver, signal: AbortSignal) => PromiseLike<unknown>> = {
  'session.run': (driver, signal) => driver.session().run(LONG, {}, { signal }),
  'session.run, rows unread': async (driver, signal) => {
    for await (const record of driver.session({ signal, fetchSize: 10 }).run(MANY)) if (Number(record.get('x')) > 15) await pause(20)
  },
  'session.executeRead': (driver, signal) => driver.session().executeRead(async tx => await tx.run(LONG), { signal }),
  'session.beginTransaction': async (driver, signal) => await (await driver.session().beginTransaction({ signal })).run(LONG),
  'driver.executeQuery': (driver, signal) => driver.executeQuery(LONG, {}, { signal })
}

/** Nothing that was aborted goes on. */
async function expectNoTransactions (db: DriverUse): Promise<void> {
  const running = async (): Promise<unknown[]> => (await db.run('SHOW TRANSACTIONS YIELD currentQuery')).map(record => record.get(0)).filter(query => !String(query).startsWith('SHOW TRANSACTIONS'))
  for (let tries = 0; tries < 100 && (await running()).length > 0; tries++) await pause(50)
  expect(await running()).toEqual([])
}

interface Ledger {
  next: number
  committed: Set<number>
  /** Those that the driver says are not in the database. */
  aborted: Set<number>
  /** The latest moment at which a call is aborted, in milliseconds: so late that some are done before. */
  readonly longest: number
}

const writes: Record<string, (driver: Driver, query: string, id: number, signal: AbortSignal, shared: AbortSignal) => Promise<unknown>> = {
  run: async (driver, query, id, signal, shared) => await driver.session({ signal: shared }).run(query, { id }, { signal }),
  executeWrite: async (driver, query, id, signal, shared) => await driver.session({ signal: shared }).executeWrite(async tx => await tx.run(query, { id }), { signal }),
  executeQuery: async (driver, query, id, signal) => await driver.executeQuery(query, { id }, { signal }),
  beginTransaction: async (driver, query, id, signal, shared) => {
    const session = driver.session({ signal: shared })
    try {
      const tx = await session.beginTransaction({ signal })
      await tx.run(query, { id })
      await tx.run('UNWIND range(1, 500) AS x RETURN x')
      await tx.commit()
    } finally {
      await session.close()
    }
  }
}
const kinds = Object.keys(writes)

/** How long it takes until many writes at once are done on this machine, which may be busy, in milliseconds. */
async function timeOfWrites (driver: Driver, label: string): Promise<number> {
  const start = Date.now()
  await Promise.all(Array.from({ length: WORKERS }, async () => { await driver.executeQuery(writeQuery(label), { id: -1 }) }))
  await driver.executeQuery(`MATCH (n:${label}) DELETE n`)
  return Date.now() - start
}

/** One write that is aborted at a random moment, if it is not done before. */
async function callOnce (driver: Driver, label: string, shared: AbortSignal, ledger: Ledger): Promise<void> {
  const id = ledger.next++
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => { controller.abort() }, Math.random() * ledger.longest)
  const query = writeQuery(label)
  try {
    await writes[kinds[id % kinds.length]](driver, query, id, signal, shared)
    ledger.committed.add(id)
  } catch (error) {
    const { code, outcome } = error as Neo4jError
    if (code !== 'ABORT_ERR') throw error
    if (outcome !== 'unknown') ledger.aborted.add(id)
  } finally {
    clearTimeout(timer)
  }
  expect(listeners(signal)).toBe(0)
}

/** Waits until every connection is back in the pool; expects it to be there, and none too many. */
async function settled (driver: Driver, server: LiveServer): Promise<void> {
  const provider = driver._core.provider as RoutingProvider
  const metrics = (): { inUse: number, idle: number } => provider.poolMetrics(addressOf(server))
  for (let tries = 0; tries < 100 && metrics().inUse > 0; tries++) await pause(50)
  expect(metrics().inUse).toBe(0)
  expect(metrics().idle).toBeGreaterThan(0)
  expect(metrics().idle).toBeLessThanOrEqual(5)
}
