import { auth } from '../../src/auth/tokens.js'
import { changingPasswords, expiringTokens } from '../../src/auth/token-manager.js'
import { Driver } from '../../src/driver/driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import type { Config } from '../../src/driver/options.js'
import { systemLookup } from '../../src/net/resolve.js'
import { bookmarkManager } from '../../src/session/bookmark-manager.js'
import { Certificate, useFolder } from '../helpers/certificates.js'
import { TlsFront } from '../helpers/tls-front.js'
import { AcceleratedClock } from '../helpers/accelerated-clock.js'
import { labDriver, type Outcome, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'

/** Milliseconds. Longer than the minute after which those that are shared by all callers are asked again. */
const LIMIT = 70_000
const CONFIG: Config = { connectionAcquisitionTimeout: LIMIT, connectionTimeout: 30_000, maxConnectionPoolSize: 1, maxTransactionRetryTime: 0 }
const SPEED = 100
const DEADLINE = 5000
const USER = auth.basic('neo4j', 'right')

/** What answers at first, or not at all. */
class Provider {
  hangs = true
  calls = 0

  answer = async <T>(value: T): Promise<T> => {
    this.calls++
    return this.hangs ? await new Promise<never>(() => {}) : value
  }
}

interface Scene {
  readonly driver: Driver
  readonly clock: AcceleratedClock
  /** Of sessions. */
  readonly config: object
  /** For how long calls share a question that is not answered, in milliseconds. */
  readonly patience: number
  /** Whether no connection is in use or waited for, and no table is looked for. */
  readonly isIdle: () => boolean
}

const folder = useFolder()
const certificate = new Certificate({ commonName: 'client' })
const files = {
  certfile: folder.file('client.crt', certificate.cert),
  keyfile: folder.file('client.key', certificate.key())
}
let server: ModelServer
let front: TlsFront
let provider: Provider
let scene: Scene

beforeEach(async () => {
  server = await ModelServer.listen()
  front = await TlsFront.start(server.port, { cert: certificate.cert, key: certificate.key() })
  provider = new Provider()
})

afterEach(async () => {
  await front.close()
  await server.close()
})

function direct (config: Partial<Config> = {}, token: Parameters<typeof labDriver>[2] = USER, uri = server.uri, sessionConfig: object = {}): Scene {
  const { driver, clock, pool } = labDriver(uri, { ...CONFIG, ...config }, token, SPEED)
  return { driver, clock, config: sessionConfig, patience: 0, isIdle: () => (pool()?.work ?? 0) === 0 }
}

function routing (config: Partial<Config>, sessionConfig: object = {}): Scene {
  const clock = new AcceleratedClock(SPEED)
  const driver = driverFunction(Driver, { clock, lookup: systemLookup })(server.uri.replace('bolt', 'neo4j'), USER, { ...CONFIG, ...config, userAgent: 'lab' })
  return { driver, clock, config: { database: 'neo4j', ...sessionConfig }, patience: 0, isIdle: () => clock.running.size === 0 }
}

const supplied = (): object => ({ bookmarkManager: bookmarkManager({ bookmarksSupplier: async () => await provider.answer(['b']) }) })
const secure = (clientCertificate: Config['clientCertificate'], config: Config = {}): Scene =>
  direct({ ...config, clientCertificate }, USER, `bolt+ssc://localhost:${front.port}`)

const PROVIDERS: Array<[string, () => Scene]> = [
  ['a provider of client certificates', () => ({ ...secure({ hasUpdate: () => false, getClientCertificate: async () => await provider.answer(files) }), patience: 30_000 })],
  ['a token manager', () => direct({}, { getToken: async () => await provider.answer(USER), handleSecurityException: () => false })],
  ['the provider of a bearer token', () => ({ ...direct({}, expiringTokens(async () => await provider.answer({ token: USER }), new AcceleratedClock(SPEED))), patience: 60_000 })],
  ['the provider of a password', () => ({ ...direct({}, changingPasswords(async () => await provider.answer(USER), new AcceleratedClock(SPEED))), patience: 60_000 })],
  ['a resolver', () => ({ ...routing({ resolver: async address => await provider.answer([address]) }), patience: LIMIT })],
  ['a supplier of bookmarks', () => direct({}, USER, server.uri, supplied())],
  ['a supplier of bookmarks, with a routing table to be asked for', () => routing({}, supplied())],
  ['a bookmark manager', () => direct({}, USER, server.uri, { bookmarkManager: { getBookmarks: async () => await provider.answer([]), updateBookmarks: async () => {} } })]
]

async function query (config: object = {}): Promise<Outcome<number>> {
  await using session = scene.driver.session({ ...scene.config, ...config })
  return await outcomeOf(session.run('ROWS', { n: 2 }).then(({ records }) => records.length), DEADLINE)
}

/** Everything a call could leave behind. */
async function expectNothingLeft (): Promise<void> {
  await until(() => scene.isIdle(), 'the end of all waits')
  await until(() => scene.clock.running.size === 0, 'the end of all timers', 1000)
}

describe.each(PROVIDERS)('%s that never settles', (_name, open) => {
  const listeners = { added: 0, removed: 0 }
  const spies: jest.SpyInstance[] = []

  beforeEach(() => {
    for (const [name, key] of [['addEventListener', 'added'], ['removeEventListener', 'removed']] as const) {
      listeners[key] = 0
      const original = EventTarget.prototype[name]
      spies.push(jest.spyOn(EventTarget.prototype, name).mockImplementation(function (this: EventTarget, ...args: Parameters<typeof original>) {
        if (this instanceof AbortSignal) listeners[key]++
        original.apply(this, args)
      }))
    }
    scene = open()
  })

  afterEach(async () => {
    expect(await outcomeOf(scene.driver.close(), DEADLINE)).toEqual({ value: undefined })
    await expectNothingLeft()
    spies.splice(0).forEach(spy => { spy.mockRestore() })
  })

  it('costs its caller the time that was allowed, and the next call works', async () => {
    const begin = scene.clock.now()
    expect(await query()).toMatchObject({ error: { message: expect.stringContaining(`in ${LIMIT} ms`) } })
    expect(scene.clock.now() - begin).toBeGreaterThanOrEqual(LIMIT)
    expect(provider.calls).toBe(1)
    provider.hangs = false
    expect(await query()).toEqual({ value: 2 })
    await expectNothingLeft()
    expect(listeners.removed).toBe(listeners.added)
  })

  it('keeps neither a query of a session in mode READ nor a transaction: closing the session ends the wait at once', async () => {
    const reading = scene.driver.session({ ...scene.config, defaultAccessMode: 'READ' })
    const result = outcomeOf(reading.run('ROWS', { n: 1 }), DEADLINE)
    const writing = scene.driver.session(scene.config)
    const transaction = outcomeOf(writing.beginTransaction(), DEADLINE)
    const querying = outcomeOf(writing.executeWrite(async tx => await tx.run('ROWS', { n: 1 })), DEADLINE)
    await until(() => provider.calls > 0, 'the question')
    const begin = scene.clock.now()
    await Promise.all([reading.close(), writing.close()])
    // A search for a routing table is not the caller's own: it has a limit of its own.
    if (scene.patience < LIMIT) await until(() => scene.isIdle(), 'the free place')
    expect(scene.clock.now() - begin).toBeLessThan(LIMIT)
    for (const outcome of [await result, await transaction]) expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^The session was closed before/) } })
    expect(await querying).toMatchObject({ error: { message: expect.stringContaining('session with ongoing work') } })
    provider.hangs = false
    await until(() => scene.clock.now() - begin >= scene.patience, 'the end of the question')
    expect(await query()).toEqual({ value: 2 })
    await expectNothingLeft()
    expect(listeners.removed).toBe(listeners.added)
  })

  it('does not hold up a driver that is closed, nor its process', async () => {
    const waiting = [query(), query({ defaultAccessMode: 'READ' }), outcomeOf(scene.driver.executeQuery('ROWS', { n: 1 }, scene.config), DEADLINE)]
    await until(() => provider.calls > 0, 'the question')
    await scene.driver.close()
    for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject({ error: { message: expect.stringContaining('the driver was closed') } })
    expect(await query()).toMatchObject({ error: { message: expect.stringContaining('the driver was closed') } })
  })
})

it('a provider of client certificates that never says whether it has an update costs its caller only', async () => {
  provider.hangs = false
  scene = secure({ hasUpdate: async () => await provider.answer(false), getClientCertificate: () => files }, { maxConnectionLifetime: 0 })
  expect(await query()).toEqual({ value: 2 })
  provider.hangs = true
  expect(await query()).toMatchObject({ error: { message: expect.stringContaining(`in ${LIMIT} ms`) } })
  provider.hangs = false
  expect(await query()).toEqual({ value: 2 })
  await scene.driver.close()
  await expectNothingLeft()
})
