import type { Connection } from '../bolt/connection.js'
import { assertSupported, begin, COMMIT, type Message, ROLLBACK, telemetry } from '../bolt/messages.js'
import { RecordStream, type StreamOwner } from '../bolt/record-stream.js'
import { type Metadata, refuseRecord, Reply, type ResponseHandler, UNHEARD } from '../bolt/response-handler.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { AccessMode } from '../bolt/messages.js'
import { checkQuery, type CheckedConfig, type Query } from './query.js'
import { Result } from './result.js'
import type { Session } from './session.js'
import { withCallersStack } from './stack.js'

/** `ending` while COMMIT or ROLLBACK is under way; `failed` after any error, the server has forgotten it then. */
type TransactionState = 'open' | 'ending' | 'committed' | 'rolledBack' | 'failed'

export interface TransactionParts {
  session: Session
  mode: AccessMode
  config: CheckedConfig
  /** Which part of the API is in use; undefined if the server has been told already. */
  telemetryApi: number | undefined
  onTelemetrySent?: () => void
  /** BEGIN waits for the first query, to leave together with it. */
  pipelined?: boolean
  /** What the session is still busy with. */
  after?: Promise<void>
}

/**
 * What a transaction is and does, whichever of the public classes its user holds.
 *
 * It has a connection from BEGIN to its end. All its queries may be under way at the same time, one behind the
 * other; after the first error the server has forgotten it, and so the connection goes back at once.
 */
export class TransactionCore implements StreamOwner {
  private readonly _parts: TransactionParts
  private _state: TransactionState = 'open'
  private _connection: Connection | undefined
  private _error: Neo4jError | undefined
  private readonly _streams: RecordStream[] = []
  private _bookmarks: readonly string[] = []
  /** Settled when the server has answered BEGIN, or it could not be sent. Rejections show in every query, too. */
  private readonly _begun = new Reply()
  private _acquired: Promise<Connection> | undefined
  private _released: void | Promise<void> = undefined

  constructor (parts: TransactionParts) {
    this._parts = parts
    this._begun.promise.catch(() => {})
    this.#begin()
  }

  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    const checked = checkQuery(query, parameters, parameterRules)
    const stream = new RecordStream(this, this._parts.session.fetchSize)
    const result = new Result<R>({ stream, query: checked, transaction: this })
    if (this._state !== 'open') {
      const error = newError(`Cannot run query in this transaction, because it has ${this.#stateText()}.`)
      queueMicrotask(() => { stream.fail(error) })
      return result
    }
    this._streams.push(stream)
    if (this._connection !== undefined) {
      this.#start(stream, this._connection, checked.text, checked.parameters)
    } else {
      (this._acquired as Promise<Connection>).then(
        connection => { this.#start(stream, connection, checked.text, checked.parameters) },
        error => { stream.fail(error as Neo4jError) })
    }
    return result
  }

  async commit (): Promise<void> {
    if (this._state !== 'open') {
      throw newError(`Cannot commit this transaction, because it has ${this.#stateText()}.`)
    }
    this._state = 'ending'
    try {
      const metadata = await this.#finish(COMMIT)
      this._state = 'committed'
      this.#release()
      this._parts.session.updateBookmarks(metadata.bookmark, this._bookmarks)
    } catch (error) {
      throw withCallersStack(error as Neo4jError)
    }
  }

  async rollback (): Promise<void> {
    if (this._state === 'failed') return
    if (this._state !== 'open') {
      throw newError(`Cannot rollback this transaction, because it has ${this.#stateText()}.`)
    }
    this._state = 'ending'
    try {
      await this.#finish(ROLLBACK)
      this._state = 'rolledBack'
      this.#release()
    } catch (error) {
      throw withCallersStack(error as Neo4jError)
    }
  }

  get isOpen (): boolean {
    return this._state === 'open'
  }

  /** By commit or rollback: open results can't be read any more. */
  get hasEnded (): boolean {
    return this._state === 'committed' || this._state === 'rolledBack'
  }

  async close (): Promise<void> {
    if (this.isOpen) await this.rollback()
  }

  streamStarted (_stream: RecordStream, metadata: Metadata): void {
    if (metadata.db != null) this._parts.session.databaseResolved(metadata.db)
  }

  streamCompleted (stream: RecordStream): void {
    this.#forget(stream)
  }

  streamFailed (stream: RecordStream, error: Neo4jError): void {
    this.#forget(stream)
    if (stream.connection !== undefined) this.#fail(error)
  }

  /** Only the first query of an auto-commit may be tried again. */
  mayRestart (): boolean {
    return false
  }

  /**
   * Gives the transaction up, whatever is under way in it: the server is told to forget it. Resolves when the
   * connection is clean again.
   */
  async abandon (reason: Neo4jError): Promise<void> {
    const connection = this._connection
    if (!this.isOpen || connection === undefined) return
    this.#fail(reason)
    await this._released
  }

  /** Settles when the server has accepted BEGIN. */
  get begun (): Promise<unknown> {
    return this._begun.promise
  }

  #begin (): void {
    const { session, mode, after } = this._parts
    const connection = after === undefined ? session.tryAcquire(mode) : undefined
    if (connection !== undefined) {
      this._bookmarks = session.bookmarksNow() as readonly string[]
      this.#sendBegin(connection)
    } else {
      this._acquired = this.#beginLater()
      this._acquired.catch(error => { this.#failBegin(error) })
    }
  }

  async #beginLater (): Promise<Connection> {
    const { session, mode, after } = this._parts
    if (after !== undefined) await after
    const connection = await session.acquire(mode)
    try {
      this._bookmarks = await session.bookmarks()
      if (!session.isOpen) throw newError('You cannot run more transactions on a closed session.')
    } catch (error) {
      void session.release(connection)
      throw error
    }
    this.#sendBegin(connection)
    if (this._error !== undefined) throw this._error
    return connection
  }

  #sendBegin (connection: Connection): void {
    const { session, mode, config, telemetryApi, pipelined } = this._parts
    this._connection = connection
    try {
      const settings = session.settings(mode, this._bookmarks, config)
      assertSupported(connection.capabilities, settings)
      if (telemetryApi !== undefined && session.mayTellTelemetry(connection)) {
        connection.request(telemetry(telemetryApi), this.#telemetryHandler())
      }
      connection.request(begin(connection.capabilities, settings), this.#beginHandler())
      if (pipelined !== true) connection.flush()
    } catch (error) {
      this.#failBegin(error)
    }
  }

  #telemetryHandler (): ResponseHandler {
    const { onTelemetrySent } = this._parts
    return onTelemetrySent === undefined ? UNHEARD : { ...UNHEARD, onSuccess: onTelemetrySent }
  }

  #beginHandler (): ResponseHandler {
    return {
      onRecord: refuseRecord,
      onSuccess: metadata => {
        if (metadata.db != null) this._parts.session.databaseResolved(metadata.db)
        this._begun.onSuccess(metadata)
      },
      onFailure: error => { this.#failBegin(error) }
    }
  }

  #failBegin (error: unknown): void {
    const failure = isNeo4jError(error) ? error : newError((error as Error).message, undefined, error as Error)
    this.#fail(failure)
    this._begun.onFailure(failure)
  }

  #start (stream: RecordStream, connection: Connection, text: string, parameters: object): void {
    try {
      if (this._error !== undefined) throw this._error
      stream.start(connection, text, parameters)
      connection.flush()
    } catch (error) {
      // Nothing was sent: the result alone fails, but a transaction that lacks one of its queries must not commit.
      stream.connection = connection
      queueMicrotask(() => { stream.fail(error as Neo4jError) })
    }
  }

  /** Ends open results, then the transaction. */
  async #finish (message: Message): Promise<Metadata> {
    const connection = this._connection ?? await (this._acquired as Promise<Connection>)
    for (const stream of [...this._streams]) {
      stream.discard()
    }
    while (this._streams.length > 0) {
      await untilOver(this._streams[0])
    }
    if (this._error !== undefined) throw this._error
    const sent = connection.isOpen
    try {
      return await connection.call(message)
    } catch (error) {
      const lost = sent && message === COMMIT && !connection.isOpen && !isServers(error as Neo4jError)
      const failure = lost && this.#mayHaveWritten(connection) ? inDoubt(error as Neo4jError) : error as Neo4jError
      this.#fail(failure)
      throw failure
    }
  }

  /** Servers that know databases see to it that work in the mode READ writes nothing. */
  #mayHaveWritten ({ capabilities }: Connection): boolean {
    return this._parts.mode !== 'READ' || !capabilities.multiDb
  }

  #forget (stream: RecordStream): void {
    const index = this._streams.indexOf(stream)
    if (index >= 0) this._streams.splice(index, 1)
  }

  /** The one way into the state `failed`: all open results end with the same error. */
  #fail (error: Neo4jError): void {
    if (this._state !== 'open' && this._state !== 'ending') return
    this._state = 'failed'
    this._error = error
    this.#release()
    for (const stream of [...this._streams]) stream.fail(error)
  }

  #release (): void {
    const { session } = this._parts
    session.transactionEnded(this)
    if (this._connection !== undefined) this._released = session.release(this._connection)
    this._connection = undefined
  }

  #stateText (): string {
    switch (this._state) {
      case 'failed': return 'been rolled back either because of an error or explicit termination'
      case 'committed': return 'already been committed'
      case 'rolledBack': return 'already been rolled back'
      default: return 'commit or rollback already under way'
    }
  }
}

async function untilOver (stream: RecordStream): Promise<void> {
  if (stream.isOver) return
  await new Promise<void>(resolve => {
    stream.subscribe({ onCompleted: () => { resolve() }, onError: () => { resolve() } })
  })
}

/** An answer, after which a connection may be closed as well; everything else is about the connection. */
function isServers ({ code }: Neo4jError): boolean {
  return code.startsWith('Neo.')
}

/** The server may or may not have received COMMIT: doing the work again might do it twice. */
function inDoubt (error: Neo4jError): Neo4jError {
  const doubt = newError(
    `The connection was lost before the server confirmed the commit; it is not known whether the transaction was committed. ${error.message}`,
    error.code, error)
  doubt.retriable = doubt.retryable = false
  return doubt
}
