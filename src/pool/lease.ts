import type { Connection } from '../bolt/connection.js'
import type { AccessMode, Message } from '../bolt/messages.js'
import type { QueryConnection } from '../bolt/query-connection.js'
import type { Metadata, ResponseHandler } from '../bolt/response-handler.js'
import type { Capabilities } from '../bolt/versions.js'
import { type Neo4jError, newError } from '../error.js'
import type { ServerInfo } from '../types/server-info.js'
import type { Entry } from './entry.js'

/** The kind of work and the database that a connection is lent for: errors may concern them. */
export interface Purpose {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
}

/** How long the server may take to answer RESET when work was aborted, in milliseconds. */
const ABANDON_TIMEOUT = 5000

/** Lends connections, and takes them back. */
export interface Lender {
  /** Called once for each lease. Resolves when the connection is clean or closed. */
  takeBack: (entry: Entry) => void | Promise<void>
  /** Warns if the connection is not given back for so many milliseconds. */
  warnAfter: (entry: Entry, threshold: number, borrowedAt: string) => void
}

/**
 * A connection that is lent to one holder, until {@link release}. That works once: a holder that has given its
 * connection back can neither write to it, reset it nor close it, whichever holder has it now.
 *
 * Only its holder refers to it, and it has taken the token of its connection along: that is how the pool finds out that a
 * lease was forgotten.
 */
export class Lease implements QueryConnection {
  readonly capabilities: Capabilities
  readonly serverInfo: ServerInfo
  /** It was opened for this holder: nothing has happened on it since its login. */
  readonly isNew: boolean
  /** The stream of the query that was sent last. */
  lastQuery: object | undefined
  /** The name of the user's home database, if a router has told it on the way to this connection. */
  homeDatabase: string | undefined
  /** undefined when it was released: what its holder keeps must not keep the connection. */
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

  /** The connection's number in the log; undefined when it was given back. */
  get connectionId (): number | undefined {
    return this.#entry?.connection.id
  }

  /** Errors are about this database from now on: the home database has a name. */
  servesDatabase (database: string | undefined): void {
    if (this.#entry !== undefined) this.#entry.database = database
  }

  querySent (stream: object, text: string): void {
    this.lastQuery = stream
    if (this.#entry !== undefined) this.#entry.query = text
  }

  /** Has the pool warn if the connection is not given back for so many milliseconds. @param borrowedAt the program's frames, one a line */
  warnAfter (threshold: number, borrowedAt: string): void {
    if (this.#entry !== undefined) this.#lender.warnAfter(this.#entry, threshold, borrowedAt)
  }

  /** Whether the connection is still the holder's, and not closed. */
  get isOpen (): boolean {
    return this.#entry?.connection.isOpen === true
  }

  /** Whether nothing is under way on it. */
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

  /** One request with one answer, sent at once. */
  call (message: Message): Promise<Metadata> {
    return this.#held().call(message)
  }

  /** Has the server forget what is under way. @throws Neo4jError if that fails: the connection is closed then */
  async reset (): Promise<void> {
    await this.#held().reset()
  }

  /** Logs its user in anew, with the next request, to see whether the server still accepts that user. */
  confirmUser (): void {
    this.#held().confirmUser()
  }

  /** Closes the connection because of an error. */
  destroy (error: Neo4jError): void {
    this.#entry?.connection.destroy(error)
  }

  /** Closes the connection politely: it can't get the user that its holder wants. */
  close (): void {
    if (this.#entry !== undefined) {
      this.#entry.closeReason = 'auth'
      this.#entry.connection.close()
    }
    void this.release()
  }

  /** Gives the connection back, in whatever state. Resolves when it is clean or closed; never rejects. */
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

  /** Like {@link release}, for work that its user has aborted: nobody waits long for the server to forget it. */
  abandon (): void {
    const connection = this.#entry?.connection
    if (connection?.isReady === false) connection.abandon(ABANDON_TIMEOUT)
    void this.release()
  }

  #held (): Connection {
    if (this.#entry === undefined) throw newError('This connection was given back to the pool and cannot be used any more.')
    return this.#entry.connection
  }
}
