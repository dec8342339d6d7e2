import type { Clock } from '../clock.js'
import { isNeo4jError, type Neo4jError, newError, PROTOCOL_ERROR } from '../error.js'
import { stringify } from '../json.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { Transport, TransportListener } from '../net/socket.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { AuthToken } from '../types/auth-token.js'
import { ProtocolVersion } from '../types/protocol-version.js'
import { ServerInfo } from '../types/server-info.js'
import type { Codec } from './codec.js'
import { errorOfFailure } from './failure.js'
import type { ConnectionKeeper, ConnectionParts, ConnectionUsage } from './connection-parts.js'
import { ChunkReader, type MessageReceiver } from './framing.js'
import { readHints } from './hints.js'
import { describeMessage, FAILURE, GOODBYE, IGNORED, LOGOFF, logon, type Message, RECORD, RESET, SUCCESS } from './messages.js'
import { Outgoing } from './outgoing.js'
import { RequestQueue } from './request-queue.js'
import { Reply, type Metadata, type ResponseHandler, UNHEARD } from './response-handler.js'
import { type ServerState, stateAfterSuccess } from './states.js'
import { type Capabilities, withUtcPatch } from './versions.js'

/** Markers of structures: the server's messages have one field, IGNORED has none. */
const RECORD_HEADER = 0xb1
const ANSWER_HEADER = 0xb1
const IGNORED_HEADER = 0xb0

/**
 * One connection that has agreed on a version of Bolt.
 *
 * Requests are written one behind the other and answered in the same order: each leaves its handler in a queue, and
 * every answer belongs to the handler at its front. After a FAILURE the server ignores everything until RESET, which
 * the connection sends by itself at once; so whoever holds it finds it `ready` again, or `closed`.
 */
export class Connection implements MessageReceiver, TransportListener {
  readonly id: number
  readonly address: ServerAddress
  readonly serverInfo: ServerInfo
  capabilities: Capabilities
  state: ServerState = 'connected'
  // Accessors, because they may hold secrets: who prints a result, and so its connection, must not see them.
  /** What it is lent for; undefined while idle. */
  accessor usage: ConnectionUsage | undefined
  /** Who is logged in. */
  accessor authToken: AuthToken | undefined
  /** Hints of the server: it wants to know which parts of the API are used; it routes on the client's behalf. */
  telemetryEnabled = false
  serverSideRouting = false
  /** It must not be used for anything else. */
  isUnfit = false
  /** The query that was sent last, as the stream of its records. */
  lastQuery: object | undefined
  /** It has been lent before: whether it still lives is to be seen. */
  wasUsed = false
  /** The server's own name for this connection, for its logs and ours. */
  serverConnectionId = ''

  readonly #transport: Transport
  readonly #codec: Codec
  readonly #keeper: ConnectionKeeper
  readonly #log: Logger
  readonly #clock: Clock
  readonly #errorCode: string
  readonly #resetTimeout: number
  readonly #debug: boolean
  readonly #chunks = new ChunkReader(this)
  #reader: PackStreamReader
  readonly #outgoing: Outgoing
  readonly #queue = new RequestQueue()
  #failure: Neo4jError | undefined
  #resetting: Promise<void> | undefined
  /** The change of user that the server has not confirmed yet. */
  #login: Reply | undefined

  constructor (parts: ConnectionParts) {
    this.id = parts.id
    this.address = parts.address
    this.capabilities = parts.capabilities
    this.serverInfo = new ServerInfo(
      { address: parts.address.asHostPort() }, new ProtocolVersion(parts.capabilities.major, parts.capabilities.minor))
    this.#transport = parts.transport
    this.#codec = parts.codec
    this.#keeper = parts.keeper
    this.#log = parts.log
    this.#clock = parts.clock
    this.#errorCode = parts.errorCode
    this.#resetTimeout = parts.resetTimeout
    this.#debug = parts.log.isDebugEnabled()
    this.#reader = parts.codec.reader(parts.capabilities)
    this.#outgoing = new Outgoing(parts.transport, parts.codec.writer(parts.capabilities))
    parts.transport.listener = this
  }

  get isOpen (): boolean {
    return this.state !== 'closed'
  }

  /** Nothing is under way, and the server expects a new transaction. */
  get isReady (): boolean {
    return this.state === 'ready' && this.#queue.isEmpty
  }

  /**
   * Writes a request behind those not yet sent; {@link flush} sends them together.
   * @throws Neo4jError if the connection is closed, or a value has no form in PackStream: nothing is written then.
   */
  request (message: Message, handler: ResponseHandler): void {
    if (this.state === 'closed') {
      throw this.#failure ?? newError(`The connection to ${this.address.toString()} is closed.`, this.#errorCode)
    }
    this.#outgoing.write(message)
    this.#queue.push(message.name, handler)
    if (this.#debug) this.#trace(`C: ${describeMessage(message, this.#log.unredactDebugLogs)}`)
  }

  /** Like {@link request}, for one answer without records, and sends it. */
  async call (message: Message): Promise<Metadata> {
    const reply = new Reply()
    this.request(message, reply)
    this.flush()
    return await reply.promise
  }

  /** Sends all requests written since the last time, in one piece. */
  flush (): void {
    if (this.state !== 'closed') this.#outgoing.flush()
  }

  /**
   * Logs another user in, with the next flush. If the server refuses, the connection is closed, and what was
   * requested behind this fails with the server's reason. For {@link Capabilities.logon} only.
   */
  reauthenticate (token: AuthToken): void {
    const reply = new Reply()
    reply.promise.catch(() => {})
    this.request(LOGOFF, UNHEARD)
    this.request(logon(token), {
      onRecord: () => {},
      onSuccess: metadata => { this.#login = undefined; reply.onSuccess(metadata) },
      onFailure: error => { reply.onFailure(error) }
    })
    this.#login = reply
    this.authToken = token
  }

  /** Has the server forget whatever is under way. Resolves when it is `ready`; rejects, and closes, if that fails. */
  async reset (): Promise<void> {
    this.#resetting ??= this.#reset().finally(() => { this.#resetting = undefined })
    await this.#resetting
  }

  /** Ends the connection politely. What is still unanswered fails. */
  close (reason = newError('The connection was closed by the driver.', this.#errorCode)): void {
    if (this.state === 'closed') return
    if (this.#outgoing.isEmpty && this.state !== 'connected') {
      this.#outgoing.write(GOODBYE)
      this.#outgoing.flush()
      if (this.#debug) this.#trace('C: GOODBYE')
    }
    this.#transport.end()
    this.#closed(reason)
  }

  /** Ends the connection at once, because of an error. */
  destroy (error: Neo4jError): void {
    if (this.state === 'closed') return
    this.#transport.destroy()
    this.#closed(this.#keeper.translateError(error, this))
  }

  /** Takes over what the server tells about itself and about the connection in its answer to HELLO. */
  applyHello (metadata: Metadata): void {
    this.serverInfo.agent = metadata.server
    this.serverConnectionId = metadata.connection_id ?? ''
    const { telemetry, serverSideRouting, silence } = readHints(metadata, this.capabilities, this.address.toString(), this.#log)
    this.telemetryEnabled = telemetry
    this.serverSideRouting = serverSideRouting
    if (silence !== undefined) this.#limitSilence(silence)
    if (metadata.patch_bolt?.includes('utc') === true) {
      this.capabilities = withUtcPatch(this.capabilities)
      this.#reader = this.#codec.reader(this.capabilities)
      this.#outgoing.use(this.#codec.writer(this.capabilities))
    }
  }

  onBytes (bytes: Buffer<ArrayBuffer>, view: DataView, start: number, end: number): void {
    try {
      this.#chunks.receive(bytes, view, start, end)
    } catch (error) {
      this.destroy(this.#unreadable(error as Error))
    }
  }

  onClosed (error: Neo4jError): void {
    this.#closed(this.#keeper.translateError(error, this))
  }

  receiveMessage (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    try {
      const reader = this.#reader
      reader.open(bytes, view, start + 2, end)
      if (bytes[start] === RECORD_HEADER && bytes[start + 1] === RECORD) {
        const fields = reader.readList()
        this.#assertRead(reader, end)
        if (this.#debug) this.#trace(`S: RECORD ${this.#log.unredactDebugLogs ? stringify(fields) : `(${fields.length} values)`}`)
        this.#queue.next('RECORD').onRecord(fields)
      } else {
        if (bytes[start] !== ANSWER_HEADER && bytes[start] !== IGNORED_HEADER) {
          throw newError(`The server sent a message that begins with 0x${bytes[start].toString(16)}.`, PROTOCOL_ERROR)
        }
        this.#receiveAnswer(reader, bytes[start + 1], end)
      }
    } catch (error) {
      this.destroy(this.#unreadable(error as Error))
    }
    return this.isOpen
  }

  #receiveAnswer (reader: PackStreamReader, tag: number, end: number): void {
    const metadata = tag === SUCCESS || tag === FAILURE ? readMap(reader) : {}
    this.#assertRead(reader, tag === IGNORED ? reader.position : end)
    switch (tag) {
      case SUCCESS: return this.#succeed(metadata)
      case FAILURE: return this.#fail(metadata)
      case IGNORED: return this.#ignored()
    }
    throw newError(`The server sent a message with the unknown tag 0x${tag.toString(16)}.`, PROTOCOL_ERROR)
  }

  #succeed (metadata: Metadata): void {
    const name = this.#queue.nextName
    this.#assertAfterFailure('SUCCESS', name)
    if (metadata.bookmark != null && typeof metadata.bookmark !== 'string') {
      throw newError(`The server sent a bookmark that is no text, but ${stringify(metadata.bookmark)}.`, PROTOCOL_ERROR)
    }
    const handler = this.#queue.shift('SUCCESS')
    if (this.#debug) this.#trace(`S: SUCCESS ${stringify(metadata)}`)
    this.state = stateAfterSuccess(this.state, name ?? '', metadata.has_more === true)
    if (name === 'RESET') this.#failure = undefined
    try {
      handler.onSuccess(metadata)
    } catch (error) {
      // It is in the queue no more, and would not hear of the end.
      this.destroy(this.#unreadable(error as Error))
      handler.onFailure(this.#failure as unknown as Neo4jError)
    }
  }

  #fail (metadata: Metadata): void {
    const name = this.#queue.nextName
    this.#assertAfterFailure('FAILURE', name)
    // What can throw comes first: a handler that is out of the queue would not hear of the end.
    const error = this.#keeper.translateError(errorOfFailure(metadata), this)
    const handler = this.#queue.shift('FAILURE')
    if (this.#debug) this.#trace(`S: FAILURE ${stringify(metadata)}`)
    this.#failure = error
    if (name === 'HELLO' || name === 'LOGON' || name === 'LOGOFF' || name === 'RESET') {
      // Without a user, or without a way to start afresh, the connection is of no more use.
      handler.onFailure(error)
      this.#transport.destroy()
      this.#closed(error)
      return
    }
    if (this.isUnfit) {
      // There is nothing to start afresh for, and nothing to learn from how it ends.
      this.close(error)
      handler.onFailure(error)
      return
    }
    this.state = 'failed'
    // Sent before the handler may write something else behind the failed request.
    this.reset().catch(() => {})
    handler.onFailure(error)
  }

  #ignored (): void {
    if (this.#queue.nextName === 'RESET') throw newError('The server ignored RESET.', PROTOCOL_ERROR)
    if (this.#failure === undefined && this.#resetting === undefined) {
      throw newError('The server ignored a request although nothing had failed.', PROTOCOL_ERROR)
    }
    const handler = this.#queue.shift('IGNORED')
    if (this.#debug) this.#trace('S: IGNORED')
    handler.onFailure(this.#failure ?? newError('Ignored either because of an error or RESET', PROTOCOL_ERROR))
  }

  async #reset (): Promise<void> {
    const timer = this.#clock.setTimeout(() => {
      this.destroy(newError(`The server at ${this.address.toString()} did not answer RESET in ${this.#resetTimeout} ms.`, this.#errorCode))
    }, this.#resetTimeout, true)
    try {
      // RESET overtakes what the server has not begun yet: it must not find a change of user half done.
      if (this.#login !== undefined) {
        this.flush()
        await this.#login.promise
        if (this.isReady) return
      }
      await this.call(RESET)
    } finally {
      this.#clock.clear(timer)
    }
  }

  /** Behind a failure the server ignores everything, until it has answered RESET. */
  #assertAfterFailure (answer: string, request: string | undefined): void {
    if (this.state === 'failed' && request !== 'RESET') {
      throw newError(`The server sent ${answer} although it had failed, and was not reset.`, PROTOCOL_ERROR)
    }
  }

  #assertRead (reader: PackStreamReader, end: number): void {
    if (reader.position !== end) {
      throw newError(`The server sent a message that does not end with its last value: ${end - reader.position} bytes are left.`, PROTOCOL_ERROR)
    }
  }

  /** Closes the connection if the server says nothing for so many milliseconds while it works on a request. */
  #limitSilence (limit: number): void {
    this.#transport.onIdle(limit, () => {
      // What is not sent yet is not the server's to answer: BEGIN may wait for the first query.
      if (!this.#queue.isEmpty && this.#outgoing.isEmpty) {
        this.destroy(newError(`Connection lost. Server didn't respond in ${limit}ms (${this.address.toString()})`, this.#errorCode))
      }
    })
  }

  /** The one way into the state `closed`. Requests without an answer fail with the reason. */
  #closed (reason: Neo4jError): void {
    this.state = 'closed'
    this.#failure = reason
    if (this.#debug) this.#trace(`closed: ${reason.message}`)
    const unanswered = this.#queue.clear()
    this.#keeper.connectionClosed(this)
    for (const handler of unanswered) handler.onFailure(reason)
  }

  /** What the server said makes no sense: tells where, and what it was asked. */
  #unreadable (error: Error): Neo4jError {
    const what = isNeo4jError(error) ? error.message : `The server's message could not be read: ${error.message}`
    const request = this.#queue.nextName
    const asked = request === undefined ? 'nothing was asked' : `after ${request}`
    return newError(`${what} (${this.address.toString()}, ${asked})`, isNeo4jError(error) ? error.code : PROTOCOL_ERROR, error)
  }

  #trace (text: string): void {
    this.#log.debug(`Connection [${this.id}][${this.serverConnectionId}] ${text}`)
  }
}

function readMap (reader: PackStreamReader): Metadata {
  const map = reader.read()
  if (typeof map !== 'object' || map === null || Object.getPrototypeOf(map) !== Object.prototype) {
    throw newError('The server sent an answer without a map of metadata.', PROTOCOL_ERROR)
  }
  return map
}
