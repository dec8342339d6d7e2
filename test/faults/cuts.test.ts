import { type Neo4jError } from '../../src/error.js'
import { EXCHANGES, type Exchange } from './exchanges.js'
import { inLanes, type LabDriver, type Outcome, outcomeOf, resources, until } from './lab.js'
import { ModelServer } from './model-server.js'
import { type Direction, FaultProxy } from './proxy.js'
import { measureBytes, workThrough } from './through-proxy.js'

jest.setTimeout(120_000)

const LANES = 24
/** Nothing that a cut connection is waited for takes longer, retries by the accelerated clock included. */
const DEADLINE = 10_000
/** Of many failures a few say enough. */
const SHOWN = 3
const KINDS = ['cut', 'reset'] as const

interface Case { exchange: Exchange, direction: Direction, at: number, kind: typeof KINDS[number] }

let server: ModelServer
let proxies: FaultProxy[]
let before: Record<string, number>

beforeAll(async () => {
  before = resources()
  server = await ModelServer.listen()
  proxies = await Promise.all(Array.from({ length: LANES }, async () => await FaultProxy.start(server.port)))
})

afterAll(async () => {
  await Promise.all(proxies.map(async proxy => { await proxy.close() }))
  await server.close()
})

/** How many bytes go in one direction while nothing is spoilt. */
async function measure (exchange: Exchange, direction: Direction): Promise<number> {
  const id = `${exchange.name}, ${direction}, measured`
  const seen = await measureBytes(server.port, async driver => {
    expect(await exchange.work(driver, id)).toEqual(exchange.answer)
    expect(server.written(id)).toBe(exchange.writes)
  })
  return seen[direction]
}

/** Does the exchange with the first connection cut at one byte, and checks everything that must be true afterwards. */
async function check ({ exchange, direction, at, kind }: Case, proxy: FaultProxy): Promise<void> {
  const id = `${exchange.name}, ${direction} ${at}, ${kind}`
  const first = proxy.accepted
  proxy.plan = number => number === first ? { faults: [{ direction, at, kind }] } : undefined
  await workThrough(proxy, id, async lab => {
    const outcome = await outcomeOf(exchange.work(lab.driver, id), DEADLINE)
    if ('value' in outcome) {
      expect(outcome.value).toEqual(exchange.answer)
      expect(server.written(id)).toBe(exchange.writes)
    } else {
      checkError(outcome.error, exchange, id)
    }
    await checkAfterwards(lab, proxy)
  })
}

function checkError (error: Neo4jError, exchange: Exchange, id: string): void {
  expect(error.code).toBe('ServiceUnavailable')
  expect(error.message).toMatch(/127\.0\.0\.1:\d+/)
  const inDoubt = error.message.includes('not known whether the transaction was committed')
  expect(error.retriable).toBe(!inDoubt)
  // What may be done again safely is done again, and what may not isn't.
  if (exchange.retried) expect(inDoubt).toBe(true)
  expect(server.written(id)).toBeLessThanOrEqual(exchange.mayBeWritten ? 1 : 0)
  if (inDoubt) expect(exchange.mayBeWritten).toBe(true)
}

async function checkAfterwards ({ driver, pool }: LabDriver, proxy: FaultProxy): Promise<void> {
  const known = (): number => (pool()?.idleCount ?? 0) + (pool()?.lentCount ?? 0)
  await until(() => known() === proxy.openCount, 'the pool knowing what is open')
  const struck = proxy.struck
  const outcome = await nextQuery(driver)
  if (proxy.struck > struck) {
    // The fault was still to come, and met this query.
    if ('error' in outcome) expect(outcome.error.code).toBe('ServiceUnavailable')
    expect(await nextQuery(driver)).toEqual({ value: 1 })
  } else {
    expect(outcome).toEqual({ value: 1 })
  }
  await until(() => pool()?.lentCount === 0, 'the return of all connections')
  expect(pool()).toMatchObject({ lentCount: 0, waiterCount: 0 })
  expect(pool()?.idleCount).toBeGreaterThan(0)
}

async function nextQuery (driver: LabDriver['driver']): Promise<Outcome<number>> {
  await using session = driver.session()
  return await outcomeOf(session.run('ROWS', { n: 1 }).then(({ records }) => records.length), DEADLINE)
}

describe.each(EXCHANGES)('$name', exchange => {
  it.each(['toServer', 'toClient'] as const)('ends well when the connection is cut at any byte %s', async direction => {
    const size = await measure(exchange, direction)
    expect(size).toBeGreaterThan(direction === 'toServer' ? 150 : 60)
    const cases = Array.from({ length: size + 1 }, (_, at) => ({ exchange, direction, at, kind: KINDS[at % 2] }))
    const failures: string[] = []
    await inLanes(cases, LANES, async (one, lane) => {
      await check(one, proxies[lane]).catch(error => { failures.push(String(error)) })
    })
    expect(failures.slice(0, SHOWN)).toEqual([])
  })
})

it('leaves no socket and no timer behind', async () => {
  await Promise.all(proxies.map(async proxy => { await proxy.close() }))
  await server.close()
  await until(() => server.connections.size === 0, 'the end of all connections')
  await new Promise(resolve => { setTimeout(resolve, 20) })
  const after = resources()
  for (const kind of ['TCPSocketWrap', 'TCPServerWrap', 'TLSWrap']) {
    expect([kind, after[kind] ?? 0]).toEqual([kind, Math.min(after[kind] ?? 0, before[kind] ?? 0)])
  }
})
