import { LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { EXCHANGES, type Exchange } from './exchanges.js'
import { inLanes, labDriver, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'
import { type Direction, FaultProxy, type Fault, type Plan } from './proxy.js'
import { measureBytes, workThrough } from './through-proxy.js'

jest.setTimeout(120_000)

const LANES = 24
const DEADLINE = 10_000
/** Both sides may wait for bytes that were lost: then the line goes dead. */
const QUIET = 30
const SHOWN = 3
/** GOODBYE, six bytes, is all that the first exchange has behind the login. */
const AFTER_LOGIN: Record<Direction, number> = { toClient: 0, toServer: 6 }

let server: ModelServer
let proxies: FaultProxy[]
let login: Record<Direction, number>

beforeAll(async () => {
  server = await ModelServer.listen()
  proxies = await Promise.all(Array.from({ length: LANES }, async () => await FaultProxy.start(server.port)))
  const { toClient, toServer } = await measure(EXCHANGES[0])
  login = { toClient: toClient - AFTER_LOGIN.toClient, toServer: toServer - AFTER_LOGIN.toServer }
})

afterAll(async () => {
  await Promise.all(proxies.map(async proxy => { await proxy.close() }))
  await server.close()
})

async function measure (exchange: Exchange): Promise<Record<Direction, number>> {
  return await measureBytes(server.port, async driver => { await exchange.work(driver, `${exchange.name}, measured`) })
}

/**
 * Bolt has no check sums: a changed byte may be another answer. But whatever it is, the call ends, the error is the
 * driver's own, and the driver goes on.
 */
async function check (exchange: Exchange, fault: Fault, proxy: FaultProxy): Promise<void> {
  const id = `${exchange.name}, ${JSON.stringify(fault)}`
  const first = proxy.accepted
  proxy.plan = number => number === first ? { faults: [fault], closeWhenQuiet: QUIET } : undefined
  await workThrough(proxy, id, async lab => {
    await outcomeOf(exchange.work(lab.driver, id), DEADLINE).catch(allowFaultOfExchange)
    await until(() => proxy.accepted > first, 'the first connection')
    // Until the spoilt connection is gone, it may meet the next query.
    proxy.cutAll()
    await until(() => lab.pool()?.idleCount === 0 && lab.pool()?.lentCount === 0, 'the loss of all connections')
    const { records } = await lab.driver.executeQuery('ROWS', { n: 1 })
    expect(records).toHaveLength(1)
    expect(lab.pool()).toMatchObject({ lentCount: 0, waiterCount: 0, idleCount: 1 })
  })
}

/** An answer that makes no sense may confuse the program; that is not the driver's error. */
function allowFaultOfExchange (error: Error): void {
  if (!/\n +at [^\n]*exchanges\.ts/.test(error.stack?.split('\n').slice(0, 3).join('\n') ?? '')) throw error
}

type MakeFault = (direction: Direction, at: number) => Fault
const KINDS: Array<[string, MakeFault]> = [
  ['is lost', (direction, at) => ({ direction, at, kind: 'drop', count: 1 })],
  ['is inverted', (direction, at) => ({ direction, at, kind: 'change', with: byte => byte ^ 0xff })]
]
/** What the server hears wrong matters less to the driver: a part of it is enough. */
const STEP: Record<Direction, number> = { toClient: 1, toServer: 4 }

describe.each(EXCHANGES)('$name', exchange => {
  it.each(KINDS)('ends when any byte %s', async (_name, makeFault) => {
    const sizes = await measure(exchange)
    // All exchanges begin with the first one, which is connecting and logging in.
    const begin = exchange === EXCHANGES[0] ? { toClient: 0, toServer: 0 } : login
    const faults: Fault[] = []
    for (const direction of ['toClient', 'toServer'] as const) {
      for (let at = begin[direction]; at < sizes[direction]; at += STEP[direction]) faults.push(makeFault(direction, at))
    }
    const failures: string[] = []
    await inLanes(faults, LANES, async (fault, lane) => {
      await check(exchange, fault, proxies[lane]).catch(error => { failures.push(String(error)) })
    })
    expect(failures.slice(0, SHOWN)).toEqual([])
  })

  it.each<[string, Plan]>([
    ['byte by byte', { pace: 'bytes' }],
    ['in large lumps', { pace: 3 }],
    ['with a pause in the middle of a message', { faults: [{ kind: 'delay', direction: 'toClient', at: 100, ms: 30 }] }]
  ])('gets the right answer %s', async (name, plan) => {
    const [proxy] = proxies
    proxy.plan = () => plan
    const { driver } = labDriver(proxy.uri, LONG_TIMEOUTS)
    const id = `${exchange.name}, ${name}`
    expect(await exchange.work(driver, id)).toEqual(exchange.answer)
    expect(server.written(id)).toBe(exchange.writes)
    await driver.close()
  })
})
