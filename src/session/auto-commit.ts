import type { Connection } from '../bolt/connection.js'
import { assertSupported, telemetry, type TransactionSettings } from '../bolt/messages.js'
import { RecordStream, type StreamOwner } from '../bolt/record-stream.js'
import { type Metadata, UNHEARD } from '../bolt/response-handler.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import { TELEMETRY_API } from './context.js'
import type { CheckedConfig, CheckedQuery } from './query.js'
import type { ResultSource } from './result.js'
import type { Session } from './session.js'

/**
 * One query that the server commits by itself, on a connection of its own, which goes back to the pool with the
 * query's last message. One run on a session at a time.
 */
export class AutoCommit implements StreamOwner, ResultSource {
  readonly query: CheckedQuery
  readonly stream: RecordStream
  readonly #session: Session
  readonly #config: CheckedConfig
  #bookmarks: readonly string[] = []
  #retried = false

  constructor (session: Session, query: CheckedQuery, config: CheckedConfig, fetchSize: number) {
    this.#session = session
    this.query = query
    this.#config = config
    this.stream = new RecordStream(this, fetchSize)
  }

  /** Sends the query: at once if a connection is at hand. */
  start (): void {
    const session = this.#session
    const connection = session.tryAcquire(session.mode)
    if (connection !== undefined) {
      this.#bookmarks = session.bookmarksNow() as readonly string[]
      this.#send(connection)
    } else {
      this.#startLater().catch(error => { this.#fail(error) })
    }
  }

  /** Errors that are found before anything is sent are told by the result, too. */
  refuse (error: Neo4jError): void {
    queueMicrotask(() => { this.stream.fail(error) })
  }

  streamStarted (_stream: RecordStream, metadata: Metadata): void {
    if (metadata.db != null) this.#session.databaseResolved(metadata.db)
  }

  streamCompleted (stream: RecordStream, metadata: Metadata): void {
    void this.#session.release(stream.connection as Connection)
    this.#session.workEnded(this)
    this.#session.updateBookmarks(metadata.bookmark, this.#bookmarks)
  }

  streamFailed (stream: RecordStream): void {
    if (stream.connection !== undefined) void this.#session.release(stream.connection)
    this.#session.workEnded(this)
  }

  /** The server says of some errors that nothing has happened yet: those are tried once more. */
  mayRestart (stream: RecordStream, error: Neo4jError): boolean {
    if (this.#retried || this.#session.disableAutoCommitRetries || error.diagnosticRecord?._idempotent !== true) {
      return false
    }
    this.#retried = true
    this.#restart(stream.connection as Connection).catch(error => { this.#fail(error) })
    return true
  }

  /** Only once the old connection has nothing more to say about the query. */
  async #restart (connection: Connection): Promise<void> {
    await this.#session.release(connection)
    await this.#startLater()
  }

  async #startLater (): Promise<void> {
    const session = this.#session
    const connection = await session.acquire(session.mode)
    try {
      this.#bookmarks = await session.bookmarks()
      if (!session.isOpen) throw newError('You cannot run more transactions on a closed session.')
    } catch (error) {
      void session.release(connection)
      throw error
    }
    this.#send(connection)
  }

  #send (connection: Connection): void {
    const session = this.#session
    try {
      const settings: TransactionSettings = session.settings(session.mode, this.#bookmarks, this.#config)
      assertSupported(connection.capabilities, settings)
      if (!this.#retried && session.mayTellTelemetry(connection)) {
        connection.request(telemetry(TELEMETRY_API.autoCommit), UNHEARD)
      }
      this.stream.start(connection, this.query.text, this.query.parameters, settings)
      connection.flush()
    } catch (error) {
      void session.release(connection)
      this.stream.connection = undefined
      this.#fail(error)
    }
  }

  #fail (error: unknown): void {
    const failure = isNeo4jError(error) ? error : newError((error as Error).message, undefined, error as Error)
    this.refuse(failure)
  }
}
