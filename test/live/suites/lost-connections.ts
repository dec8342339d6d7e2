import neo4j, { type Driver, type Neo4jError } from '../../../src/index.js'
import { type Direction, FaultProxy } from '../../faults/proxy.js'
import { type LiveServer } from '../live-server.js'
import { credentials, useDriver, useLabel } from '../use-driver.js'

/** How many places, spread over the exchange, the connection is cut at; besides each of the last bytes. */
const PLACES = 14
const LAST = 12
const CONFIG = { telemetryDisabled: true, maxTransactionRetryTime: 15_000 }

/** A connection that is lost at any moment of a writing transaction: what was written is counted in the database. */
export function lostConnectionsSuite (server: LiveServer): void {
  describe('a connection that is lost while a transaction writes', () => {
    const db = useDriver(server)
    const label = useLabel(db)

    const write = async (driver: Driver, id: string): Promise<void> => {
      await using session = driver.session()
      await session.executeWrite(async tx => { await tx.run(`CREATE (:${label} {id: $id})`, { id }) })
    }

    async function measure (direction: Direction): Promise<number> {
      const proxy = await FaultProxy.start(portOf(server))
      const driver = neo4j.driver(proxy.uri, credentials(server), CONFIG)
      await write(driver, 'measured')
      const size = proxy.seen[direction]
      await driver.close()
      await proxy.close()
      return size
    }

    async function writeWithCut (direction: Direction, at: number): Promise<Neo4jError | undefined> {
      const proxy = await FaultProxy.start(portOf(server))
      proxy.plan = number => number === 0 ? { faults: [{ direction, at, kind: 'cut' }] } : undefined
      const driver = neo4j.driver(proxy.uri, credentials(server), CONFIG)
      try {
        await write(driver, `${direction} ${at}`)
        return undefined
      } catch (error) {
        return error as Neo4jError
      } finally {
        await driver.close()
        await proxy.close()
      }
    }

    it.each(['toServer', 'toClient'] as const)('loses and doubles nothing, wherever it is cut %s', async direction => {
      const size = await measure(direction)
      const places = new Set([...Array.from({ length: PLACES }, (_, i) => Math.floor(i * size / PLACES)), ...Array.from({ length: LAST }, (_, i) => size - i)])
      await Promise.all([...places].map(async at => {
        const error = await writeWithCut(direction, at)
        const times = (await db.value(`MATCH (n:${label} {id: $id}) RETURN count(n)`, { id: `${direction} ${at}` })).toNumber()
        if (error === undefined) {
          expect([at, times]).toEqual([at, 1])
        } else {
          expect(error).toMatchObject({ code: 'ServiceUnavailable', retriable: false, message: expect.stringContaining('not known whether the transaction was committed') })
          expect(times).toBeLessThanOrEqual(1)
        }
      }))
    })
  })
}

function portOf (server: LiveServer): number {
  return Number(/:(\d+)$/.exec(server.uri)?.[1])
}
