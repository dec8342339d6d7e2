import { type AuthTokenManager, resolveAuthTokenManager } from '../../src/auth/token-manager.js'
import { auth } from '../../src/auth/tokens.js'
import { Codec } from '../../src/bolt/codec.js'
import { SERVICE_UNAVAILABLE } from '../../src/error-codes.js'
import { isNeo4jError, type Neo4jError } from '../../src/error.js'
import { parseConfig } from '../../src/driver/config.js'
import { Driver } from '../../src/driver/driver.js'
import { type Config } from '../../src/driver/options.js'
import { DirectProvider } from '../../src/pool/direct-provider.js'
import { Servers } from '../../src/pool/servers.js'
import { type Pool } from '../../src/pool/pool.js'
import { type AuthToken } from '../../src/types/auth-token.js'
import { AcceleratedClock } from '../helpers/accelerated-clock.js'

/** A driver whose pools and timers can be looked into. */
export interface LabDriver {
  readonly driver: Driver
  readonly clock: AcceleratedClock
  /** The pool of the only server; undefined before the first connection. */
  readonly pool: () => Pool | undefined
}

export function labDriver (uri: string, config: Config = {}, token: AuthToken | AuthTokenManager = auth.basic('neo4j', 'right'), speed = 20): LabDriver {
  const parsed = parseConfig(uri, { userAgent: 'lab', telemetryDisabled: true, ...config })
  const clock = new AcceleratedClock(speed)
  const { encrypted, trust, trustedCertificates, log, maxTransactionRetryTime, telemetryDisabled, userAgent, boltAgent } = parsed
  const servers = new Servers({
    ...parsed,
    tls: encrypted ? { trust, trustedCertificates } : undefined,
    hello: { userAgent, boltAgent: { ...boltAgent, languageDetails: '', platform: '' }, notificationFilter: undefined, routingContext: undefined },
    tokens: resolveAuthTokenManager(token),
    codec: new Codec({ integers: 'number' }),
    clock,
    errorCode: SERVICE_UNAVAILABLE,
    connectionFailed: error => error
  })
  const provider = new DirectProvider(servers, parsed.address)
  const driver = new Driver({
    config: parsed,
    context: { provider, clock, log, maxTransactionRetryTime, telemetryDisabled, tracing: { serverAddress: 'localhost', serverPort: 7687, parameters: false } }
  })
  return { driver, clock, pool: () => servers.pools.get(parsed.address) }
}

export type Outcome<T> = { value: T } | { error: Neo4jError }

/** Settles within `ms`, whatever `work` does; an error that is not the driver's own is passed on. */
export async function outcomeOf<T> (work: PromiseLike<T>, ms: number): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new Error(`nothing happened within ${ms} ms`)) }, ms)
  })
  try {
    return { value: await Promise.race([work, late]) }
  } catch (error) {
    if (isNeo4jError(error)) return { error }
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until `condition` holds. */
export async function until (condition: () => boolean, what: string, ms = 5000): Promise<void> {
  const end = Date.now() + ms
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} did not happen within ${ms} ms`)
    await new Promise(resolve => { setTimeout(resolve, 1) })
  }
}

/** Runs `work` for each item, `lanes` at a time; each lane gets its number. */
export async function inLanes<T> (items: readonly T[], lanes: number, work: (item: T, lane: number) => Promise<void>): Promise<void> {
  let next = 0
  const run = async (_unused: unknown, lane: number): Promise<void> => {
    while (next < items.length) await work(items[next++], lane)
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, run))
}

/** What keeps the process busy, as far as this package could cause it, by kind. */
export function resources (): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP|TLS|Pipe|Timeout|Immediate/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
