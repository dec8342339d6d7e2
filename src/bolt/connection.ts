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
import { FAILURE, GOODBYE, LOGOFF, logon, type Message, RECORD, RESET, SUCCESS } from './messages.js'
import { answersLogin, LoginReply } from './login-reply.js'
import { assertMetadata } from './metadata-checks.js'
import { Outgoing } from './outgoing.js'
import { rememberPeer } from './peers.js'
import { RequestQueue } from './request-queue.js'
import { IGNORE_RESPONSE, Reply, type Metadata, type ResponseHandler } from './response-handler.js'
import { readFields, readMetadata, readTag, RECORD_HEADER } from './server-message.js'
import { CHANGES_OF_TRANSACTION, type ServerState, stateAfterLogin, stateAfterSuccess } from './states.js'
import { type Capabilities, withUtcPatch } from './versions.js'

/** Notified of a connection's errors, and of its end. */
export interface ConnectionOwner {
  /** Called with every error of the server's or of the network's, before anyone else. @returns what the user is told */
  connectionFailed: (error: Neo4jError, connection: Connection) => Neo4jError
  /** Called once, at the end. @param error why it ended */
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
  /** The code of errors by which the connection is lost. */
  errorCode: string
  /** How long the server may take to answer RESET, in milliseconds. */
  resetTimeout: number
  /** How long it may take to log a user in, in milliseconds. */
  loginTimeout: number
}

/**
 * One connection that has agreed on a version of Bolt.
 *
 * Requests are written and answered in the same order: each leaves its handler in a queue, and every answer belongs to
 * the handler at the front. After a FAILURE the server ignores everything until RESET, which the connection sends by
 * itself at once; its holder then finds it `ready` again, or `closed`.
 */
export class Connection implements MessageReceiver, TransportListener {
  readonly id: number
  readonly address: ServerAddress
  readonly serverInfo: ServerInfo
  capabilities: Capabilities
  /** Hints of the server: it wants to know which parts of the API are used; it routes on the client's behalf. */
  telemetryEnabled = false
  serverSideRouting = false
  /** It must not be used for anything else. */
  isUnfit = false
  /** It was opened in full, login included. */
  wasOpened = false

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
  /** The asynchronous context in which bytes are being read. */
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

  /** Nothing is under way, and the server expects a new transaction. */
  get isReady (): boolean {
    return this.#state === 'ready' && this.#queue.isEmpty
  }

  /** @throws Neo4jError: why the connection is closed, if it is */
  assertOpen (): void {
    if (this.#state === 'closed') {
      throw this.#failure ?? newError(`The connection to ${this.address.toString()} is closed.`, this.#errorCode)
    }
  }

  // Methods, not properties: printing an object shows the values of its properties, also of those on its prototype.

  /** The token of the user that is logged in, or was refused. */
  user (): AuthToken | undefined {
    return this.#user
  }

  isUser (token: AuthToken): boolean {
    return sameToken(this.#user, token)
  }

  /**
   * Writes a request behind those not yet sent; {@link flush} sends them together.
   * @throws Neo4jError if the connection is closed, or a value has no form in PackStream: nothing is written then.
   */
  request (message: Message, handler: ResponseHandler): void {
    this.assertOpen()
    this.#outgoing.write(message)
    this.#queue.push(message.name, handler)
    this.#trace.sent(message)
  }

  /** Like {@link request}, for one answer without records, and sends it. @throws Neo4jError as that does */
  call (message: Message): Promise<Metadata> {
    const reply = new Reply()
    this.request(message, reply)
    this.flush()
    return reply.promise
  }

  /** Sends all requests written since the last time, in one piece. */
  flush (): void {
    if (this.#state === 'closed') return
    this.#outgoing.flush()
    if (this.#login !== undefined) this.#login.watch()
  }

  /** To be called when HELLO and LOGON are sent: a refusal is about this user. */
  logsIn (token: AuthToken): void {
    this.#user = token
  }

  /** Logs the same user in anew, unless a change of user waits to be confirmed anyway. */
  confirmUser (): void {
    if (this.#login === undefined) this.reauthenticate(this.#user as AuthToken)
  }

  /**
   * Logs another user in, with the next flush. If the server refuses, the connection is closed, and what was
   * requested behind this fails with the server's reason. For {@link Capabilities.logon} only.
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

  /** Has the server forget whatever is under way. Resolves when it is `ready`; rejects, and closes, if that fails. */
  async reset (): Promise<void> {
    const late = (): void => { this.destroy(resetNotAnswered(this.address, this.#resetTimeout, this.#errorCode)) }
    this.#resetting ??= inTime(this.#reset(), this.#resetTimeout, late, this.#clock, true).finally(() => { this.#resetting = undefined })
    await this.#resetting
  }

  /**
   * Like {@link reset}, for work that its user has aborted: the connection is closed if the answer takes longer than
   * `timeout` milliseconds. What the server was doing may well take long, so that this says nothing about the server.
   */
  abandon (timeout: number): void {
    const late = (): void => { this.close(resetNotAnswered(this.address, timeout, this.#errorCode)) }
    inTime(this.reset(), timeout, late, this.#clock, true).catch(() => {})
  }

  /** Ends the connection politely. What is still unanswered fails. */
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

  /** Ends the connection at once, because of an error. @returns the error as its users are told of it */
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
        // Once for all records that have come together, not for each.
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
    try {
      if (bytes[start] === RECORD_HEADER && bytes[start + 1] === RECORD) {
        const handler = this.#queue.next('RECORD')
        if (this.#state === 'failed') this.#assertAfterFailure('RECORD', this.#queue.nextName)
        const reader = this.#decoders.openRecord(handler.decoding, bytes, view, start + 2, end)
        this.#trace.record(reader)
        if (handler.rows === undefined) this.#receiveRecord(handler, readFields(reader))
        else handler.rows.onRow(bytes, view, end, reader)
      } else {
        const tag = readTag(bytes, start)
        this.#receiveAnswer(tag, readMetadata(tag, this.#decoders.openAnswer(bytes, view, start + 2, end)))
      }
    } catch (error) {
      this.destroy(unreadable(error as Error, this.address, this.#queue.nextName))
    }
    return this.isOpen
  }

  #receiveRecord (handler: ResponseHandler, fields: unknown[]): void {
    if (handler.scope === undefined || handler.scope === this.#scope) {
      handler.onRecord(fields)
    } else {
      handler.scope.runInAsyncScope(handler.onRecord, handler, fields)
    }
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
      // The handler is not in the queue any more, and would not hear of the end.
      handler.onFailure(this.destroy(unreadable(error as Error, this.address, name)))
    }
  }

  /** Takes over what the server tells about itself and about the connection in its answer to HELLO. */
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
    // What can throw comes first: a handler that is out of the queue would not hear of the end.
    const failure = errorOfFailure(metadata)
    const handler = this.#takeHandler('FAILURE', metadata)
    const error = markAsAnswer(this.#tellOwner(markAsAnswer(failure)))
    this.#failure = error
    if (name === 'HELLO' || name === 'LOGON' || name === 'LOGOFF' || name === 'RESET') {
      // Without a user, or without a way to start afresh, the connection cannot be used any more.
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
    this.#state = 'failed'
    // Sent before the handler may write something else behind the failed request.
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
    this.#trace.answer(answer, metadata)
    return handler
  }

  async #reset (): Promise<void> {
    // RESET overtakes what the server has not begun yet: it must not find a change of user or of transaction half done.
    const mustWait = this.capabilities.resetAfterBegin && this.#queue.has(CHANGES_OF_TRANSACTION)
    if (this.#login !== undefined || mustWait) {
      this.flush()
      await this.#login?.promise
      if (mustWait) await this.#queue.answered(CHANGES_OF_TRANSACTION)
      if (this.isReady) return
    }
    await this.call(RESET)
  }

  /** Behind a failure the server ignores everything, until it has answered RESET. */
  #assertAfterFailure (answer: string, request: string | undefined): void {
    if (this.#state === 'failed' && request !== 'RESET') {
      throw newError(`The server sent ${answer} although it had failed, and was not reset.`, PROTOCOL_ERROR)
    }
  }

  /** Closes the connection if the server says nothing for so many milliseconds while it works on a request. */
  #limitSilence (limit: number): void {
    this.#transport.onIdle(limit, () => {
      // What is not sent yet is not the server's to answer: BEGIN may wait for the first query.
      if (!this.#queue.isEmpty && this.#outgoing.isEmpty) {
        this.destroy(serverSilent(this.address, limit, this.#errorCode))
      }
    })
  }

  /** The one way into the state `closed`. Requests without an answer fail with the reason, which is returned. */
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

  /** Every error of the server's or of the network's passes here once, before anyone else sees it. */
  #tellOwner (error: Neo4jError): Neo4jError {
    return this.#owner.connectionFailed(error, this)
  }
}
