import { Codec } from '../../../src/bolt/codec.js'
import type { HelloSettings } from '../../../src/bolt/messages.js'
import { openConnection } from '../../../src/bolt/open-connection.js'
import { capabilitiesOf, type Capabilities } from '../../../src/bolt/versions.js'
import { type Neo4jError, newError } from '../../../src/error.js'
import { Logger } from '../../../src/log.js'
import { ReadBuffer } from '../../../src/net/read-buffer.js'
import { connect } from '../../../src/net/socket.js'
import { ownRequest } from '../../../src/pool/connection-provider.js'
import { Servers } from '../../../src/pool/servers.js'
import type { Lease } from '../../../src/pool/lease.js'
import type { ReceivedRequest } from '../../../src/testing/wire/request.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { MemoryTransport } from '../../helpers/memory-transport.js'
import { chunked, requestsIn, server, stream } from '../../helpers/wire.js'
import { ADDRESS, ALICE, BOB, stateOf } from './stage-pool.js'

jest.mock('../../../src/net/socket.js', () => ({ connect: jest.fn() }))

const HELLO: HelloSettings = { userAgent: 'test', boltAgent: { product: 'test' }, routingContext: undefined, notificationFilter: undefined }

type GetToken = () => AuthToken | Promise<AuthToken>

/** The server's end of a connection: the test says when it agrees on a version, and when it lets the user in. */
class ServerEnd {
  readonly transport = new MemoryTransport()
  readonly #capabilities: Capabilities

  constructor (version: string) {
    this.#capabilities = capabilitiesOf(...version.split('.').map(Number) as [number, number]) as Capabilities
  }

  async agree (): Promise<void> {
    this.transport.writes.splice(0)
    this.transport.feed(Uint8Array.of(0, 0, this.#capabilities.minor, this.#capabilities.major))
    await settle()
  }

  requests (): ReceivedRequest[] {
    return this.transport.writes.splice(0).flatMap(bytes => requestsIn(bytes, this.#capabilities))
  }

  async say (...messages: Uint8Array[]): Promise<void> {
    this.transport.feed(stream(...messages))
    await settle()
  }

  /** Accepts the user. @param more what else comes in the same segment */
  async accept (...more: Uint8Array[]): Promise<void> {
    const welcome = server.success({ server: 'Neo4j/5', connection_id: 'bolt-1' })
    await this.say(...(this.#capabilities.logon ? [welcome, server.success()] : [welcome]), ...more)
  }
}

interface ServersStage {
  servers: Servers
  clock: FakeClock
  ends: ServerEnd[]
  acquire: (auth?: AuthToken) => Promise<Lease>
  /** A connection that is lent to the driver's user. */
  lendNew: () => Promise<Lease>
  isEmpty: () => boolean | undefined
}

/** One server by its address, with room for one connection. */
function stageServers (getToken: GetToken, { version = '5.8', livenessCheck = undefined as number | undefined } = {}): ServersStage {
  const clock = new FakeClock()
  const ends: ServerEnd[] = []
  jest.mocked(connect).mockImplementation(async () => {
    const end = new ServerEnd(version)
    ends.push(end)
    return end.transport
  })
  const servers = new Servers({
    maxConnectionPoolSize: 1,
    maxConnectionLifetime: Infinity,
    connectionAcquisitionTimeout: 5000,
    connectionLivenessCheckTimeout: livenessCheck,
    connectionTimeout: 1000,
    tls: undefined,
    clientCertificate: undefined,
    hello: HELLO,
    tokens: { getToken, handleSecurityException: () => false },
    codec: new Codec({ integers: 'integer' }),
    log: Logger.noOp(),
    clock,
    errorCode: 'ServiceUnavailable',
    connectionFailed: error => error
  })
  const acquire: ServersStage['acquire'] = auth => {
    const lease = servers.acquire(ADDRESS, ownRequest(undefined, auth), servers.newLimit())
    lease.catch(() => {})
    return lease
  }
  const lendNew = async (): Promise<Lease> => {
    const lease = acquire()
    await settle()
    await ends[0].agree()
    ends[0].requests()
    await ends[0].accept()
    return await lease
  }
  return { servers, clock, ends, acquire, lendNew, isEmpty: () => servers.pools.get(ADDRESS)?.isEmpty }
}

/** The users that the requests log in. */
const usersIn = (requests: ReceivedRequest[]): unknown[] =>
  requests.filter(({ name }) => name === 'LOGON').map(({ fields }) => (fields[0] as AuthToken).principal)

describe.each(['5.8', '5.0', '4.4'])('a connection that breaks in the moment of its login: Bolt %s', version => {
  it.each([
    ['an unexpected SUCCESS', [server.success()]],
    ['an unexpected RECORD', [server.record([1])]],
    ['an unexpected FAILURE', [server.failure('Neo.TransientError.General.Unknown')]],
    ['an unknown message', [server.any(0x11)]]
  ])('is not lent, and its place is free again: %s', async (_, more) => {
    const { ends, acquire, isEmpty } = stageServers(() => ALICE, { version })
    const first = acquire()
    await settle()
    await ends[0].agree()
    await ends[0].accept(...more)
    expect(await stateOf(first)).toMatch(/^rejected: .*\(db:7687, no pending request\)$/)
    expect([ends[0].transport.isDestroyed, isEmpty()]).toEqual([true, true])
    const second = acquire()
    await settle()
    await ends[1].agree()
    await ends[1].accept()
    expect(await stateOf(second)).toBe('fulfilled')
  })

  it('is not lent to the one behind in the queue either', async () => {
    const { ends, acquire } = stageServers(() => ALICE, { version })
    const [first, second] = [acquire(), acquire()]
    await settle()
    await ends[0].agree()
    await ends[0].accept(server.success())
    await ends[1].agree()
    await ends[1].accept()
    expect([await stateOf(first), await stateOf(second)]).toEqual([expect.stringMatching('no pending request'), 'fulfilled'])
    expect((await second).isOpen).toBe(true)
  })

  it('is not lent if the server hangs up', async () => {
    const { ends, acquire, isEmpty } = stageServers(() => ALICE, { version })
    const first = acquire()
    await settle()
    await ends[0].agree()
    ends[0].transport.feed(Buffer.concat([chunked(server.success()), chunked(server.success())]).subarray(0, 4))
    ends[0].transport.close()
    expect(await stateOf(first)).toMatch('rejected: Connection was closed by server')
    expect(isEmpty()).toBe(true)
  })
})

// The pool looks again before it takes a connection over: this is what openConnection itself promises.
it.each(['5.8', '5.0', '4.4'])('opening a connection fails if it breaks behind its login, and its owner hears of it: Bolt %s', async version => {
  const end = new ServerEnd(version)
  jest.mocked(connect).mockResolvedValue(end.transport)
  const owner = { connectionFailed: jest.fn((error: Neo4jError) => error), connectionClosed: jest.fn() }
  const clock = new FakeClock()
  const opening = openConnection({
    id: 1,
    address: ADDRESS,
    owner,
    hello: HELLO,
    getToken: async () => ALICE,
    timeout: 1000,
    loginTimeout: 1000,
    resetTimeout: 1000,
    readBuffer: new ReadBuffer(),
    codec: new Codec({ integers: 'integer' }),
    log: Logger.noOp(),
    clock,
    errorCode: 'ServiceUnavailable',
    signal: new AbortController().signal
  })
  opening.catch(() => {})
  await settle()
  await end.agree()
  await end.accept(server.success())
  expect(await stateOf(opening)).toMatch(/^rejected: .*no pending request/)
  expect([owner.connectionFailed.mock.calls.length, owner.connectionClosed.mock.calls.length, clock.pending]).toEqual([1, 1, 0])
})

describe('the token of the driver’s user', () => {
  it('is asked for when the connection is about to log in, not before', async () => {
    let token = ALICE
    const getToken = jest.fn(() => token)
    const { ends, acquire } = stageServers(getToken)
    const lease = acquire()
    await settle()
    expect(getToken).not.toHaveBeenCalled()
    token = BOB
    await ends[0].agree()
    expect(usersIn(ends[0].requests())).toEqual(['bob'])
    await ends[0].accept()
    expect([await stateOf(lease), getToken.mock.calls.length]).toEqual(['fulfilled', 1])
  })

  it('is that of the moment in which a connection is given back, for callers that have waited for it', async () => {
    let token = ALICE
    const { ends, acquire, lendNew } = stageServers(() => token)
    const holder = await lendNew()
    const waiting = acquire()
    await settle()
    token = BOB
    await holder.release()
    const lease = await waiting
    lease.flush()
    expect(usersIn(ends[0].requests())).toEqual(['bob'])
  })

  it('is that of the moment after the liveness check', async () => {
    let token = ALICE
    const { ends, acquire, lendNew } = stageServers(() => token, { livenessCheck: 0 })
    await (await lendNew()).release()
    const wanted = acquire()
    await settle()
    expect(ends[0].requests().map(String)).toEqual(['RESET'])
    token = BOB
    await ends[0].say(server.success())
    const lease = await wanted
    lease.flush()
    expect(usersIn(ends[0].requests())).toEqual(['bob'])
  })

  it('is not sent again while it is the same', async () => {
    const { ends, acquire, lendNew } = stageServers(() => ({ ...ALICE }))
    await (await lendNew()).release()
    const lease = await acquire()
    lease.flush()
    expect(ends[0].requests()).toEqual([])
  })

  it('that a manager refuses to give costs neither the connection nor the turn of the next', async () => {
    let getToken: GetToken = () => ALICE
    const { ends, acquire, lendNew } = stageServers(() => getToken())
    const holder = await lendNew()
    getToken = async () => { throw newError('no token today') }
    const [first, second] = [acquire(), acquire(BOB)]
    await settle()
    await holder.release()
    expect([await stateOf(first), await stateOf(second)]).toEqual(['rejected: no token today', 'fulfilled'])
    expect(ends).toHaveLength(1)
    const lease = await second
    lease.flush()
    expect(usersIn(ends[0].requests())).toEqual(['bob'])
  })

  it('that a manager never gives is not waited for beyond the limit, and then it is the next one’s turn', async () => {
    let getToken: GetToken = () => ALICE
    const { ends, acquire, lendNew, clock } = stageServers(() => getToken())
    const holder = await lendNew()
    getToken = async () => await new Promise<never>(() => {})
    const first = acquire()
    await clock.advance(1000)
    const second = acquire(BOB)
    await settle()
    await holder.release()
    await clock.advance(3999)
    expect([await stateOf(first), await stateOf(second)]).toEqual(['pending', 'pending'])
    await clock.advance(1)
    expect([await stateOf(first), await stateOf(second)]).toEqual([expect.stringMatching('timed out in 5000 ms'), 'fulfilled'])
    expect([ends.length, clock.pending]).toEqual([1, 0])
  })

  it('that a manager never gives for a new connection costs no place', async () => {
    let getToken: GetToken = async () => await new Promise<never>(() => {})
    const { ends, acquire, isEmpty, clock } = stageServers(() => getToken())
    const first = acquire()
    await settle()
    await ends[0].agree()
    await clock.advance(5000)
    expect(await stateOf(first)).toMatch('in 5000 ms')
    expect([ends[0].transport.isEnded, isEmpty(), clock.pending]).toEqual([true, true, 0])
    getToken = () => ALICE
    const second = acquire()
    await settle()
    await ends[1].agree()
    await ends[1].accept()
    expect(await stateOf(second)).toBe('fulfilled')
  })

  it('comes too late after the limit: it changes nothing', async () => {
    let give!: (token: AuthToken) => void
    let getToken: GetToken = () => ALICE
    const { ends, acquire, lendNew, clock, servers } = stageServers(() => getToken())
    await (await lendNew()).release()
    getToken = async () => await new Promise(resolve => { give = resolve })
    const first = acquire()
    await clock.advance(5000)
    expect(await stateOf(first)).toMatch('returned no token within 5000 ms')
    give(BOB)
    await settle()
    expect([ends[0].requests(), servers.pools.get(ADDRESS)?.idleCount]).toEqual([[], 1])
  })
})

describe('closing the driver', () => {
  it.each<[string, boolean]>([['a new connection', false], ['an idle connection', true]])('ends the wait for a token at once: for %s', async (_, isIdle) => {
    let getToken: GetToken = () => ALICE
    const { ends, acquire, lendNew, clock, servers } = stageServers(() => getToken())
    if (isIdle) await (await lendNew()).release()
    getToken = async () => await new Promise<never>(() => {})
    const wanted = acquire()
    await settle()
    if (!isIdle) await ends[0].agree()
    servers.close()
    expect(await stateOf(wanted)).toMatch('rejected: Pool is closed')
    expect([ends[0].transport.isEnded || ends[0].transport.isDestroyed, clock.pending]).toEqual([true, 0])
  })
})
