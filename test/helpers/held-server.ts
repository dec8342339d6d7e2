import { getEventListeners } from 'node:events'
import type { Clock } from '../../src/clock.js'
import { systemClock } from '../../src/clock.js'
import { Driver } from '../../src/entry/rx-driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import type { Neo4jError } from '../../src/error.js'
import { systemLookup } from '../../src/net/resolve.js'
import type { Config } from '../../src/driver/options.js'
import type { ReceivedRequest } from '../../src/testing/wire/request.js'
import { BoltServer, type Responder, type Script, success, until } from '../../src/testing/script/index.js'
import { gate } from './gate.js'
import { rowsServer } from './rows-server.js'

export interface Held { driver: Driver, server: BoltServer, open: () => void }
/** Whether a request, the so-manieth of its name, is to wait. */
export type Hold = (request: ReceivedRequest, count: number) => boolean

export interface HeldOptions {
  routing?: boolean
  config?: Config
  clock?: Clock
  /** What is answered instead of rows. */
  answer?: (request: ReceivedRequest, count: number) => Script | undefined
}

/** Work against a server that answers nothing on a connection from the first held request on, until `open` is called. */
export async function held (hold: Hold, work: (held: Held) => Promise<void>, { routing = false, config, clock = systemClock, answer }: HeldOptions = {}): Promise<void> {
  const { open, opened } = gate()
  const counts: Record<string, number> = {}
  const rows = rowsServer()
  const answerOf: Responder = (request, connection) => {
    const given = answer?.(request, counts[request.name])
    if (given !== undefined) return given
    if (request.name === 'ROUTE') {
      return success({ rt: { ttl: 300n, db: 'neo4j', servers: ['ROUTE', 'READ', 'WRITE'].map(role => ({ role, addresses: [server.address] })) } })
    }
    return rows(request, connection)
  }
  const responder: Responder = async (request, connection) => {
    const count = counts[request.name] = (counts[request.name] ?? 0) + 1
    const script = await answerOf(request, connection)
    if (!hold(request, count)) return script
    if (script === undefined) await opened
    // What was answered before is sent before the wait.
    return script === undefined ? undefined : [until(opened), script]
  }
  const server = await BoltServer.start(responder)
  const driver = driverFunction(Driver, { clock, lookup: systemLookup })(
    routing ? server.routingUri : server.uri, undefined, { maxConnectionPoolSize: 1, fetchSize: 10, ...config })
  try {
    await work({ driver, server, open })
  } finally {
    open()
    await driver.close()
    await server.close()
  }
}

/** A query that {@link rowsServer} answers with n rows. */
export const rowsQuery = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`

export const rejection = async (work: PromiseLike<unknown>): Promise<Neo4jError> =>
  await work.then(() => { throw new Error('it succeeded') }, (error: Neo4jError) => error)

export const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

/** The names of all requests that came, in their order, on all connections; those of logins are left out. */
export const namesOf = (server: BoltServer): string[] =>
  server.received.flat().map(({ name }) => name).filter(name => !['HELLO', 'LOGON', 'GOODBYE'].includes(name))

/** A later query gets all its rows on a connection, and the server has no other one. */
export async function expectWhole ({ driver, server, open }: Held): Promise<void> {
  open()
  expect((await driver.executeQuery(rowsQuery(3))).records).toHaveLength(3)
  expect(server.connections.filter(({ isOpen }) => isOpen)).toHaveLength(1)
}
