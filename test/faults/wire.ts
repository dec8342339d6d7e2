import { Codec } from '../../src/bolt/codec.js'
import { Connection } from '../../src/bolt/connection.js'
import { ChunkWriter } from '../../src/bolt/framing.js'
import { hello, logon, SUCCESS } from '../../src/bolt/messages.js'
import type { RecordCursor } from '../../src/bolt/record-cursor.js'
import { RecordStream } from '../../src/bolt/record-stream.js'
import { type Metadata, Reply } from '../../src/bolt/response-handler.js'
import { type Capabilities, capabilitiesOf } from '../../src/bolt/versions.js'
import { systemClock } from '../../src/clock.js'
import { SERVICE_UNAVAILABLE } from '../../src/error-codes.js'
import { type Neo4jError } from '../../src/error.js'
import { Logger } from '../../src/log.js'
import { ServerAddress } from '../../src/net/address.js'
import { MemoryTransport } from '../helpers/memory-transport.js'
import { holderOf } from '../helpers/streaming.js'

export type Version = readonly [number, number]

export function capabilities (version: Version): Capabilities {
  return capabilitiesOf(...version) as Capabilities
}

/** One message as the server sends it, chunked. */
export function encode (version: Version, tag: number, ...fields: unknown[]): Buffer {
  const writer = new ChunkWriter(new Codec({ integers: 'number' }).writer(capabilities(version)))
  writer.begin()
  writer.values.writeStructureHeader(tag, fields.length)
  for (const field of fields) writer.values.write(field)
  writer.finish()
  return Buffer.concat(writer.take())
}

/** Bytes as the only chunk of a message. */
export function chunk (payload: Uint8Array): Buffer {
  const parts: Uint8Array[] = []
  for (let at = 0; at < payload.length; at += 0xffff) {
    const part = payload.subarray(at, at + 0xffff)
    parts.push(Buffer.from([part.length >> 8, part.length & 0xff]), part)
  }
  return Buffer.concat([...parts, Buffer.from([0, 0])])
}

/** A connection that is logged in, without a driver around it. */
export function wire (version: Version): { connection: Connection, transport: MemoryTransport } {
  const transport = new MemoryTransport()
  const connection = new Connection({
    id: 1,
    address: new ServerAddress('server', null, 7687),
    transport,
    capabilities: capabilities(version),
    codec: new Codec({ integers: 'integer' }),
    owner: { connectionFailed: error => error, connectionClosed: () => {} },
    log: Logger.create({}),
    clock: systemClock,
    errorCode: SERVICE_UNAVAILABLE,
    resetTimeout: Infinity,
    loginTimeout: Infinity
  })
  const caps = connection.capabilities
  const token = { scheme: 'basic', credentials: '' }
  connection.logsIn(token)
  connection.request(hello(caps, { userAgent: 'a', boltAgent: { product: 'b' } as never, routingContext: undefined, notificationFilter: undefined }, token), new Reply())
  transport.feed(encode(version, SUCCESS, { server: 'Neo4j/5.26.0' }))
  if (caps.logon) {
    connection.request(logon(token), new Reply())
    transport.feed(encode(version, SUCCESS, {}))
  }
  connection.flush()
  return { connection, transport }
}

/** Counts how often a request was answered: once is right. */
export class Witness {
  answers = 0
  error: Neo4jError | undefined

  onSuccess = (): void => { this.answers++ }

  onFailure = (error: Neo4jError): void => {
    this.answers++
    this.error = error
  }
}

/** A request whose answers are counted; what its handler does with them is that of `Reply`. */
export class CountedReply extends Reply {
  readonly witness = new Witness()

  constructor () {
    super()
    this.promise.catch(() => {})
  }

  override onSuccess (metadata: Metadata): void {
    this.witness.onSuccess()
    super.onSuccess(metadata)
  }

  override onFailure (error: Neo4jError): void {
    this.witness.onFailure(error)
    super.onFailure(error)
  }
}

/** A query that is read to its end; its end is counted, as its owner is told of it: at once, not in a later turn. */
export function countedStream (connection: Connection): { cursor: RecordCursor, witness: Witness } {
  const witness = new Witness()
  const stream = new RecordStream({
    streamStarted: () => {},
    streamCompleted: witness.onSuccess,
    streamFailed: (_stream, error) => { witness.onFailure(error) },
    mayRestart: () => false
  }, 1000)
  const cursor = stream.open('collected')
  stream.start(holderOf(connection), 'RETURN 1', {}, {
    mode: 'WRITE', bookmarks: [], database: undefined, impersonatedUser: undefined, timeout: null, metadata: null, notificationFilter: undefined
  })
  return { cursor, witness }
}
