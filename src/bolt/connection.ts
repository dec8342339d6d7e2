import type { AsyncResource } from 'node:async_hooks'
import { sameToken } from '../auth/same-token.js'
import { type Clock, inTime } from '../clock.js'
import { markAsAnswer } from '../error-origin.js'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { Transport, TransportListener } from '../net/socket.js'
import type { AuthToken } from '../types/auth-token.js'
import { ProtocolVersion } from '../types/protocol-version.js'
import { ServerInfo } from '../types/server-info.js'
import type { Codec } from './codec.js'
import { Decoders } from './decoders.js'
import { loginNotAnswered, resetNotAnswered, serverSilent, unreadable } from './connection-errors.js'
import { ConnectionLog } from './connection-log.js'
import { errorOfFailure } from './error-of-failure.js'
import { ChunkReader, type MessageReceiver } from './framing.js'
import { readGreeting } from './greeting.js'
import { FAILURE, GOODBYE, LOGOFF, logon, type Message, RESET, SUCCESS } from './messages.js'
import { answersLogin, LoginReply } from './login-reply.js'
import { assertMetadata } from './metadata-checks.js'
import { Outgoing } from './outgoing.js'
import { rememberPeer } from './peers.js'
import { RequestQueue } from './request-queue.js'
import { IGNORE_RESPONSE, Reply, type Metadata, type ResponseHandler } from './response-handler.js'
import { isRecord, readFields, readMetadata, readTag } from './server-message.js'
import { CHANGES_OF_TRANSACTION, type ServerState, stateAfterLogin, stateAfterSuccess } from './states.js'
import { type Capabilities, withUtcPatch } from './versions.js'

/** Is notified of a connection's errors, and of its end. */
export interface ConnectionOwner {
  /** Called first, with every error of the server or the network. @returns the error to report to the user */
  connectionFailed: (error: Neo4jError, connection: Connection) => Neo4jError
  /** Called once, when the connection has ended. @param error the reason */
  connectionClosed: (connection: Connection, error: Neo4jError) => void
}

export interface ConnectionParts {
  id: number
  address: ServerAddress
  transport: Transport
  capabilities: Capabilities
  codec: Codec
  owner: ConnectionOwner
  log: Logger
  clock: Clock
  /** The code of errors that end the connection. */
  errorCode: string
  /** How long the server may take to answer RESET, in milliseconds. */
  resetTimeout: number
  /** How long authentication may take, in milliseconds. */
  loginTimeout: number
}

/**
 * A connection that has negotiated a version of Bolt.
 *
 * The server answers requests in order: each request puts its handler into a queue, and every response belongs to the
 * handler at the front. After a FAILURE the server ignores all requests until RESET. The connection sends RESET immediately
 * by itself, so its holder finds it `ready` again, or `closed`.
 */
export class Connection implements MessageReceiver, TransportListener {
  readonly id: number
  readonly address: ServerAddress
  readonly serverInfo: ServerInfo
  capabilities: Capabilities
  /** Hints of the server: whether it collects telemetry, and whether it routes on behalf of the client. */
  telemetryEnabled = false
  serverSideRouting = false
  /** Whether the connection must not be used for further work. */
  isUnfit = false
  /** Whether the connection was opened completely, including authentication. */
  wasOpened = false
  /** Whether the last message was a row of a result that is read into columns, and is not logged. */
  expectsRows = false

  readonly #transport: Transport
  readonly #codec: Codec
  readonly #owner: ConnectionOwner
  readonly #log: Logger
  readonly #trace: ConnectionLog
  readonly #clock: Clock
  readonly #errorCode: string
  readonly #resetTimeout: number
  readonly #loginTimeout: number
  readonly #chunks = new ChunkReader(this)
  #decoders: Decoders
  readonly #outgoing: Outgoing
  readonly #queue = new RequestQueue()
  #state: ServerState = 'connected'
  #user: AuthToken | undefined
  #failure: Neo4jError | undefined
  #resetting: Promise<void> | undefined
  /** The asynchronous context in which received bytes are being processed. */
  #scope: AsyncResource | undefined
  /** The change of user that the server has not confirmed yet. */
  #login: LoginReply | undefined

  constructor (parts: ConnectionParts) {
    this.id = parts.id
    this.address = parts.address
    this.capabilities = parts.capabilities
    this.serverInfo = new ServerInfo(
      { address: parts.address.asHostPort() }, new ProtocolVersion(parts.capabilities.major, parts.capabilities.minor))
    rememberPeer(this.serverInfo, parts.transport.peer())
    this.#transport = parts.transport
    this.#codec = parts.codec
    this.#owner = parts.owner
    this.#log = parts.log
    this.#clock = parts.clock
    this.#errorCode = parts.errorCode
    this.#resetTimeout = parts.resetTimeout
    this.#loginTimeout = parts.loginTimeout
    this.#trace = new ConnectionLog(parts.id, parts.log)
    this.#decoders = new Decoders(parts.codec, parts.capabilities)
    this.#outgoing = new Outgoing(parts.transport, parts.codec.writer(parts.capabilities))
    parts.transport.listener = this
  }

  get state (): ServerState {
    return this.#state
  }

  get isOpen (): boolean {
    return this.#state !== 'closed'
  }

  /** Whether there are no pending requests, and the server accepts a new transaction. */
  get isReady (): boolean {
    return this.#state === 'ready' && this.#queue.isEmpty
  }

  /** @throws Neo4jError with the reason if the connection is closed */
  assertOpen (): void {
    if (this.#state === 'closed') {
      throw this.#failure ?? newError(`The connection to ${this.address.toString()} is closed.`, this.#errorCode)
    }
  }

  // Methods, not properties: printing an object shows the values of its properties, including those of its prototype.

  /** The token of the user who is authenticated, or was rejected. */
  user (): AuthToken | undefined {
    return this.#user
  }

  isUser (token: AuthToken): boolean {
    return sameToken(this.#user, token)
  }

  /**
   * Writes a request after those not yet sent; {@link flush} sends them together.
   * @throws Neo4jError if the connection is closed, or a value cannot be represented in PackStream; nothing is written then
   */
  request (message: Message, handler: ResponseHandler): void {
    this.assertOpen()
    this.#outgoing.write(message)
    this.#queue.push(message.name, handler)
    this.#trace.sent(message)
  }

  /** Like {@link request}, for a single response without records; also sends it. @throws Neo4jError as {@link request} does */
  call (message: Message): Promise<Metadata> {
    const reply = new Reply()
    this.request(message, reply)
    this.flush()
    return reply.promise
  }

  /** Sends all requests written since the last call, in one piece. */
  flush (): void {
    if (this.#state === 'closed') return
    this.#outgoing.flush()
    if (this.#login !== undefined) this.#login.watch()
  }

  /** Must be called when HELLO and LOGON are sent, so that a rejection is attributed to this user. */
  logsIn (token: AuthToken): void {
    this.#user = token
  }

  /** Authenticates the same user again, unless a change of user is pending anyway. */
  confirmUser (): void {
    if (this.#login === undefined) this.reauthenticate(this.#user as AuthToken)
  }

  /**
   * Authenticates another user, with the next flush. If the server rejects the user, the connection is closed, and the
   * requests after this one fail with the server's reason. Requires {@link Capabilities.logon}.
   */
  reauthenticate (token: AuthToken): void {
    const login = new LoginReply(this.#clock, this.#loginTimeout, {
      done: () => { this.#login = undefined },
      late: () => { this.destroy(loginNotAnswered(this.address, this.#loginTimeout, this.#errorCode)) }
    })
    this.request(LOGOFF, { ...IGNORE_RESPONSE, onSuccess: metadata => { if (answersLogin(metadata)) this.#succeed(metadata) } })
    this.request(logon(token), login)
    this.#login = login
    this.#user = token
  }

  /** Makes the server discard all pending work. Resolves when it is `ready`; if the reset fails, it closes the connection and rejects. */
  async reset (): Promise<void> {
    const late = (): void => { this.destroy(resetNotAnswered(this.address, this.#resetTimeout, this.#errorCode)) }
    this.#resetting ??= inTime(this.#reset(), this.#resetTimeout, late, this.#clock, true).finally(() => { this.#resetting = undefined })
    await this.#resetting
  }

  /**
   * Like {@link reset}, for work that its user has aborted: closes the connection if the response takes longer than
   * `timeout` milliseconds. A slow response is not treated as a server error, because the work may simply take long.
   */
  abandon (timeout: number): void {
    const late = (): void => { this.close(resetNotAnswered(this.address, timeout, this.#errorCode)) }
    inTime(this.reset(), timeout, late, this.#clock, true).catch(() => {})
  }

  /** Closes the connection gracefully. Pending requests fail. */
  close (reason = newError('The connection was closed by the driver.', this.#errorCode)): void {
    if (this.#state === 'closed') return
    if (this.#outgoing.isEmpty && this.#state !== 'connected') {
      this.#outgoing.write(GOODBYE)
      this.#outgoing.flush()
      this.#trace.sent(GOODBYE)
    }
    this.#transport.end()
    this.#closed(reason)
  }

  /** Closes the connection immediately because of an error. @returns the error as reported to its users */
  destroy (error: Neo4jError): Neo4jError {
    if (this.#state === 'closed') return this.#failure ?? error
    this.#transport.destroy()
    return this.#closed(this.#tellOwner(error))
  }

  onBytes (bytes: Buffer<ArrayBuffer>, view: DataView, start: number, end: number): void {
    try {
      const scope = this.#scope = this.#queue.first?.scope
      if (scope === undefined) {
        this.#chunks.receive(bytes, view, start, end)
      } else {
        // Once for all records that arrived together, not for each record.
        scope.runInAsyncScope(this.#chunks.receive, this.#chunks, bytes, view, start, end)
      }
    } catch (error) {
      this.destroy(unreadable(error as Error, this.address, this.#queue.nextName))
    }
  }

  onClosed (error: Neo4jError): void {
    this.#closed(this.#tellOwner(error))
  }

  receiveMessage (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    if (isRecord(bytes, start)) {
      const handler = this.#queue.next('RECORD')
      if (this.#state === 'failed') this.#assertAfterFailure('RECORD', this.#queue.nextName)
      const reader = this.#decoders.recordReader(handler.decoding)
      if (handler.rows === undefined || this.#trace.isOn) reader.open(bytes, view, start + 2, end)
      if (this.#trace.isOn) this.#trace.record(reader)
      this.expectsRows = handler.rows !== undefined && !this.#trace.isOn
      if (handler.rows === undefined) this.#receiveRecord(handler, readFields(reader))
      else handler.rows.onRow(bytes, view, start + 2, end, reader)
    } else {
      const tag = readTag(bytes, start)
      this.#receiveAnswer(tag, readMetadata(tag, this.#decoders.openAnswer(bytes, view, start + 2, end)))
    }
    return this.isOpen
  }

  receiveRows (bytes: Buffer, view: DataView, start: number, end: number): number {
    const { rows, decoding } = this.#queue.next('RECORD')
    return rows === undefined ? start : rows.onRows(bytes, view, start, end, this.#decoders.recordReader(decoding))
  }

  #receiveRecord (handler: ResponseHandler, fields: unknown[]): void {
    if (handler.scope === undefined || handler.scope === this.#scope) handler.onRecord(fields)
    else handler.scope.runInAsyncScope(handler.onRecord, handler, fields)
  }

  #receiveAnswer (tag: number, metadata: Metadata): void {
    switch (tag) {
      case SUCCESS: return this.#succeed(metadata)
      case FAILURE: return this.#fail(metadata)
      default: return this.#ignored()
    }
  }

  #succeed (metadata: Metadata): void {
    const name = this.#queue.nextName
    this.#assertAfterFailure('SUCCESS', name)
    assertMetadata(metadata)
    const handler = this.#takeHandler('SUCCESS', metadata)
    this.#state = stateAfterSuccess(this.#state, name ?? '', metadata.has_more === true)
    if (name === 'RESET') this.#failure = undefined
    try {
      if (name === 'HELLO') this.#welcomed(metadata)
      handler.onSuccess(metadata)
    } catch (error) {
      // The handler is no longer in the queue, so it would not be told that the connection has ended.
      handler.onFailure(this.destroy(unreadable(error as Error, this.address, name)))
    }
  }

  /** Applies what the server reports about itself and the connection in its response to HELLO. */
  #welcomed (metadata: Metadata): void {
    this.#state = stateAfterLogin(this.#state, this.capabilities.logon)
    const greeting = readGreeting(metadata, this.capabilities, this.address.toString(), this.#log)
    this.serverInfo.agent = greeting.agent
    this.#trace.serverConnectionId = greeting.connectionId
    this.telemetryEnabled = greeting.telemetry
    this.serverSideRouting = greeting.serverSideRouting
    if (greeting.silence !== undefined) this.#limitSilence(greeting.silence)
    if (greeting.utcPatch) {
      this.capabilities = withUtcPatch(this.capabilities)
      this.#decoders = new Decoders(this.#codec, this.capabilities)
      this.#outgoing.use(this.#codec.writer(this.capabilities))
    }
  }

  #fail (metadata: Metadata): void {
    const name = this.#queue.nextName
    this.#assertAfterFailure('FAILURE', name)
    // Anything that can throw comes first: once out of the queue, a handler would not be told that the connection has ended.
    const failure = errorOfFailure(metadata)
    const handler = this.#takeHandler('FAILURE', metadata)
    const error = markAsAnswer(this.#tellOwner(markAsAnswer(failure)))
    this.#failure = error
    if (name === 'HELLO' || name === 'LOGON' || name === 'LOGOFF' || name === 'RESET') {
      // Without a user, or without a successful RESET, the connection is unusable.
      handler.onFailure(error)
      this.#transport.destroy()
      this.#closed(error)
      return
    }
    if (this.isUnfit) {
      // No reset is needed, because the connection will not be reused, and its end says nothing about the server.
      this.close(error)
      handler.onFailure(error)
      return
    }
    this.#state = 'failed'
    // Sent before the handler can write another request after the failed one.
    this.reset().catch(() => {})
    handler.onFailure(error)
  }

  #ignored (): void {
    if (this.#queue.nextName === 'RESET') throw newError('The server ignored RESET.', PROTOCOL_ERROR)
    if (this.#failure === undefined && this.#resetting === undefined) {
      throw newError('The server ignored a request although nothing had failed.', PROTOCOL_ERROR)
    }
    const handler = this.#takeHandler('IGNORED', {})
    handler.onFailure(this.#failure ?? newError('Ignored either because of an error or RESET', PROTOCOL_ERROR))
  }

  #takeHandler (answer: 'SUCCESS' | 'FAILURE' | 'IGNORED', metadata: Metadata): ResponseHandler {
    const handler = this.#queue.shift(answer)
    this.expectsRows = false
    this.#trace.answer(answer, metadata)
    return handler
  }

  async #reset (): Promise<void> {
    // RESET overtakes requests that the server has not started: it must not interrupt a change of user or of transaction.
    const mustWait = this.capabilities.resetAfterBegin && this.#queue.has(CHANGES_OF_TRANSACTION)
    if (this.#login !== undefined || mustWait) {
      this.flush()
      await this.#login?.promise
      if (mustWait) await this.#queue.answered(CHANGES_OF_TRANSACTION)
      if (this.isReady) return
    }
    await this.call(RESET)
  }

  /** After a failure the server ignores all requests until it has answered RESET. */
  #assertAfterFailure (answer: string, request: string | undefined): void {
    if (this.#state === 'failed' && request !== 'RESET') {
      throw newError(`The server sent ${answer} although it had failed, and was not reset.`, PROTOCOL_ERROR)
    }
  }

  /** Closes the connection if the server sends nothing for `limit` milliseconds while it processes a request. */
  #limitSilence (limit: number): void {
    this.#transport.onIdle(limit, () => {
      // The server cannot answer what was not sent yet: BEGIN may be delayed until the first query.
      if (!this.#queue.isEmpty && this.#outgoing.isEmpty) {
        this.destroy(serverSilent(this.address, limit, this.#errorCode))
      }
    })
  }

  /** The only transition to the state `closed`. Pending requests fail with the reason, which is returned. */
  #closed (reason: Neo4jError): Neo4jError {
    if (this.#state === 'closed') return this.#failure ?? reason
    this.#state = 'closed'
    this.#failure = reason
    this.#trace.closed(reason)
    const unanswered = this.#queue.takeAll()
    this.#owner.connectionClosed(this, reason)
    for (const handler of unanswered) handler.onFailure(reason)
    return reason
  }

  /** Every error of the server or the network passes through here once, before anything else sees it. */
  #tellOwner (error: Neo4jError): Neo4jError {
    return this.#owner.connectionFailed(error, this)
  }
}
