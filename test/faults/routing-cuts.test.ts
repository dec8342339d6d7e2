import { auth } from '../../src/auth/tokens.js'
import { Driver } from '../../src/driver/driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import { systemLookup } from '../../src/net/resolve.js'
import { AcceleratedClock } from '../helpers/accelerated-clock.js'
import { inLanes, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'
import { type Direction, FaultProxy } from './proxy.js'

jest.setTimeout(120_000)

const LANES = 16
const DEADLINE = 10_000
const SHOWN = 3

let server: ModelServer
let proxies: FaultProxy[]

beforeAll(async () => {
  server = await ModelServer.listen()
  proxies = await Promise.all(Array.from({ length: LANES }, async () => await FaultProxy.start(server.port)))
})

afterAll(async () => {
  await Promise.all(proxies.map(async proxy => { await proxy.close() }))
  await server.close()
})

function routingDriver (proxy: FaultProxy): { driver: Driver, clock: AcceleratedClock } {
  const clock = new AcceleratedClock(20)
  const uri = proxy.uri.replace('bolt', 'neo4j')
  const driver = driverFunction(Driver, { clock, lookup: systemLookup })(uri, auth.basic('neo4j', 'right'), { userAgent: 'lab', telemetryDisabled: true })
  return { driver, clock }
}

/** The connection on which the table is fetched serves the transaction, too. */
async function work (driver: Driver, id: string): Promise<number> {
  await using session = driver.session({ database: 'films' })
  return await session.executeWrite(async tx => {
    await tx.run('WRITE', { id })
    return (await tx.run('ROWS', { n: 2 })).records.length
  })
}

async function measure (direction: Direction): Promise<number> {
  const proxy = await FaultProxy.start(server.port)
  const { driver } = routingDriver(proxy)
  expect(await work(driver, `measured ${direction}`)).toBe(2)
  await driver.close()
  await until(() => proxy.openCount === 0, 'the end of the measured connection')
  await proxy.close()
  return proxy.seen[direction]
}

async function check (direction: Direction, at: number, proxy: FaultProxy): Promise<void> {
  const id = `${direction} ${at}`
  const first = proxy.accepted
  proxy.plan = number => number === first ? { faults: [{ direction, at, kind: at % 2 === 0 ? 'cut' : 'reset' }] } : undefined
  const { driver, clock } = routingDriver(proxy)
  try {
    const outcome = await outcomeOf(work(driver, id), DEADLINE)
    if ('value' in outcome) {
      expect([outcome.value, server.written(id)]).toEqual([2, 1])
    } else {
      const { code, message, retriable } = outcome.error
      expect({ code, message, retriable }).toMatchObject({ code: expect.stringMatching(/ServiceUnavailable|SessionExpired/) })
      // A driver that never got a table does not know of any other server to ask.
      if (!/routing/i.test(message)) expect([message, retriable]).toEqual([expect.stringContaining('not known whether'), false])
      expect(server.written(id)).toBeLessThanOrEqual(1)
    }
    expect(await outcomeOf(work(driver, `${id}, again`), DEADLINE)).toEqual({ value: 2 })
    expect(server.written(`${id}, again`)).toBe(1)
  } catch (error) {
    throw new Error(`${id}: ${(error as Error).message}`, { cause: error })
  } finally {
    await driver.close()
  }
  await until(() => proxy.openCount === 0, `${id}: the end of all connections`)
  await until(() => clock.running.size === 0, `${id}: the end of all timers`, 1000)
}

it.each(['toServer', 'toClient'] as const)('fetching a routing table and writing by it end well when the connection is cut at any byte %s', async direction => {
  const size = await measure(direction)
  const failures: string[] = []
  await inLanes(Array.from({ length: size + 1 }, (_unused, at) => at), LANES, async (at, lane) => {
    await check(direction, at, proxies[lane]).catch(error => { failures.push(String(error)) })
  })
  expect(failures.slice(0, SHOWN)).toEqual([])
})
