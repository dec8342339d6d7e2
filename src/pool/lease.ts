import type { Connection } from '../bolt/connection.js'
import type { AccessMode, Message } from '../bolt/messages.js'
import type { QueryConnection } from '../bolt/query-connection.js'
import type { Metadata, ResponseHandler } from '../bolt/response-handler.js'
import type { Capabilities } from '../bolt/versions.js'
import { type Neo4jError, newError } from '../error.js'
import type { ServerInfo } from '../types/server-info.js'
import type { Entry } from './entry.js'

/** The access mode and database that a connection is lent for. The routing tables need them to interpret errors. */
export interface Purpose {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
}

/** How long the server may take to answer RESET after work was aborted, in milliseconds. */
const ABANDON_TIMEOUT = 5000

/** Lends connections and takes them back. */
export interface Lender {
  /** Called once per lease. Resolves when the connection is reset or closed. */
  takeBack: (entry: Entry) => void | Promise<void>
  /** Warns if the connection is not returned within `threshold` milliseconds. */
  warnAfter: (entry: Entry, threshold: number, borrowedAt: string) => void
}

/**
 * A connection that is lent to one holder until {@link release}, which works only once. Afterwards the former holder can
 * neither write to the connection, reset it, nor close it, even if it is lent again.
 *
 * Only its holder refers to the lease, and only the lease refers to the connection's token: this is how the pool detects
 * leaks.
 */
export class Lease implements QueryConnection {
  readonly capabilities: Capabilities
  readonly serverInfo: ServerInfo
  /** Whether the connection was opened for this holder: nothing has been sent on it since authentication. */
  readonly isNew: boolean
  /** The stream of the last query that was sent. */
  lastQuery: object | undefined
  /** The name of the user's home database, if a router reported it when this connection was acquired. */
  homeDatabase: string | undefined
  /** undefined after release: references to the lease must not retain the connection. */
  #entry: Entry | undefined
  readonly #lender: Lender
  #token: object | undefined
  #released: void | Promise<void>

  constructor (entry: Entry, lender: Lender, purpose: Purpose, isNew: boolean) {
    const { connection } = entry
    entry.mode = purpose.mode
    entry.database = purpose.database
    this.capabilities = connection.capabilities
    this.serverInfo = connection.serverInfo
    this.isNew = isNew
    this.lastQuery = undefined
    this.homeDatabase = undefined
    this.#entry = entry
    this.#lender = lender
    this.#token = entry.token
    entry.token = undefined
    this.#released = undefined
  }

  /** The number of the connection in the log; undefined after release. */
  get connectionId (): number | undefined {
    return this.#entry?.connection.id
  }

  /** Sets the database that errors are about, once the name of the home database is known. */
  servesDatabase (database: string | undefined): void {
    if (this.#entry !== undefined) this.#entry.database = database
  }

  querySent (stream: object, text: string): void {
    this.lastQuery = stream
    if (this.#entry !== undefined) this.#entry.query = text
  }

  /** Warns if the connection is not returned within `threshold` milliseconds. @param borrowedAt the program's stack frames, one per line */
  warnAfter (threshold: number, borrowedAt: string): void {
    if (this.#entry !== undefined) this.#lender.warnAfter(this.#entry, threshold, borrowedAt)
  }

  /** Whether the connection was not released yet and is not closed. */
  get isOpen (): boolean {
    return this.#entry?.connection.isOpen === true
  }

  /** Whether there are no pending requests. */
  get isReady (): boolean {
    return this.#entry?.connection.isReady === true
  }

  get telemetryEnabled (): boolean {
    return this.#entry?.connection.telemetryEnabled === true
  }

  request (message: Message, handler: ResponseHandler): void {
    this.#held().request(message, handler)
  }

  flush (): void {
    this.#entry?.connection.flush()
  }

  /** Sends a request with a single response, immediately. */
  call (message: Message): Promise<Metadata> {
    return this.#held().call(message)
  }

  /** Makes the server discard pending work. @throws Neo4jError if that fails; the connection is closed then */
  async reset (): Promise<void> {
    await this.#held().reset()
  }

  /** Authenticates its user again with the next request, to verify that the server still accepts the user. */
  confirmUser (): void {
    this.#held().confirmUser()
  }

  /** Closes the connection because of an error. */
  destroy (error: Neo4jError): void {
    this.#entry?.connection.destroy(error)
  }

  /** Closes the connection gracefully, because it cannot be switched to the holder's user. */
  close (): void {
    if (this.#entry !== undefined) {
      this.#entry.closeReason = 'auth'
      this.#entry.connection.close()
    }
    void this.release()
  }

  /** Returns the connection in whatever state it is. Resolves when it is reset or closed; never rejects. */
  release (): void | Promise<void> {
    const entry = this.#entry
    if (entry !== undefined) {
      entry.token = this.#token
      this.#token = undefined
      this.#entry = undefined
      this.lastQuery = undefined
      this.#released = this.#lender.takeBack(entry)
    }
    return this.#released
  }

  /** Like {@link release}, for work that its user has aborted: limits how long the server may take to abort it. */
  abandon (): void {
    const connection = this.#entry?.connection
    if (connection?.isReady === false) connection.abandon(ABANDON_TIMEOUT)
    void this.release()
  }

  #held (): Connection {
    if (this.#entry === undefined) throw newError('This connection was returned to the pool and can no longer be used.')
    return this.#entry.connection
  }
}
