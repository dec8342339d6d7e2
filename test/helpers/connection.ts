import { Codec } from '../../src/bolt/codec.js'
import { Connection } from '../../src/bolt/connection.js'
import type { ConnectionParts } from '../../src/bolt/connection.js'
import { hello, logon } from '../../src/bolt/messages.js'
import { IGNORE_RESPONSE, type ResponseHandler } from '../../src/bolt/response-handler.js'
import { type Capabilities, capabilitiesOf } from '../../src/bolt/versions.js'
import type { Neo4jError } from '../../src/error.js'
import { Logger } from '../../src/log.js'
import { ServerAddress } from '../../src/net/address.js'
import type { IntegerMode } from '../../src/packstream/shared-integers.js'
import type { ReceivedRequest } from '../../src/testing/wire/request.js'
import type { AuthToken } from '../../src/types/auth-token.js'
import { FakeClock } from './fake-clock.js'
import { MemoryTransport } from './memory-transport.js'
import { requestsIn, server, stream } from './wire.js'

const NOBODY: AuthToken = { scheme: 'none', credentials: '' }

export interface Stage {
  transport: MemoryTransport
  clock: FakeClock
  capabilities: Capabilities
  connection: Connection
  /** How often the connection's owner was told of its end. */
  closed: Connection[]
  translated: Neo4jError[]
  log: string[]
  /** The server sends messages. */
  say: (...messages: Uint8Array[]) => void
  /** What was sent since the last time, by name, one list for each write. */
  sent: () => string[][]
  requests: () => ReceivedRequest[]
}

/** A connection to nowhere, ready for work: the test plays the server. */
export function stageConnection (version = '5.8', integers: IntegerMode = 'integer', unredacted = false, parts: Partial<ConnectionParts> = {}, user = NOBODY): Stage {
  const capabilities = capabilitiesOf(...version.split('.').map(Number) as [number, number]) as Capabilities
  const transport = new MemoryTransport()
  const clock = new FakeClock()
  const [closed, translated, log]: [Connection[], Neo4jError[], string[]] = [[], [], []]
  const connection = new Connection({
    id: 1,
    address: new ServerAddress('db', null, 7687),
    transport,
    capabilities,
    codec: new Codec({ integers }),
    owner: {
      connectionFailed: error => { translated.push(error); return error },
      connectionClosed: connection => { closed.push(connection) }
    },
    log: Logger.create({ logging: { level: 'debug', logger: (_, message) => { log.push(message) }, unredactDebugLogs: unredacted } }),
    clock,
    errorCode: 'ServiceUnavailable',
    resetTimeout: 1000,
    loginTimeout: 5000,
    ...parts
  })
  logIn(connection, transport, user)
  const requests = (): ReceivedRequest[] => transport.writes.splice(0).flatMap(bytes => requestsIn(bytes, capabilities))
  log.length = 0
  return {
    transport,
    clock,
    capabilities,
    connection,
    closed,
    translated,
    log,
    requests,
    say: (...messages) => { transport.feed(stream(...messages)) },
    sent: () => transport.writes.splice(0).map(bytes => requestsIn(bytes, capabilities).map(({ name }) => name))
  }
}

/** HELLO and, where there is one, LOGON, both accepted. */
function logIn (connection: Connection, transport: MemoryTransport, user: AuthToken): void {
  const { capabilities } = connection
  connection.logsIn(user)
  connection.request(hello(capabilities, { userAgent: 'test', boltAgent: { product: 'test' }, notificationFilter: undefined, routingContext: undefined }, user), IGNORE_RESPONSE)
  if (capabilities.logon) connection.request(logon(user), IGNORE_RESPONSE)
  connection.flush()
  const welcome = server.success({})
  transport.feed(stream(...(capabilities.logon ? [welcome, welcome] : [welcome])))
  transport.writes.splice(0)
}

/** A handler that writes down what it is called with. */
export function recorder (name = ''): ResponseHandler & { calls: unknown[] } {
  const calls: unknown[] = []
  const prefix = name === '' ? '' : `${name} `
  return {
    calls,
    onRecord: fields => { calls.push([`${prefix}record`, fields]) },
    onSuccess: metadata => { calls.push([`${prefix}success`, metadata]) },
    onFailure: error => { calls.push([`${prefix}failure`, error.code, error.message]) }
  }
}
