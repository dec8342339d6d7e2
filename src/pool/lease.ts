import type { Connection } from '../bolt/connection.js'
import type { AccessMode, Message } from '../bolt/messages.js'
import type { QueryConnection } from '../bolt/query-connection.js'
import type { Metadata, ResponseHandler } from '../bolt/response-handler.js'
import type { Capabilities } from '../bolt/versions.js'
import { type Neo4jError, newError } from '../error.js'
import type { ServerInfo } from '../types/server-info.js'

/** The kind of work and the database that a connection is lent for: errors may concern them. */
export interface Purpose {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
}

/** Lends connections, and takes them back. */
export interface Lender {
  /** Called once for each lease. Resolves when the connection is clean or closed. */
  takeBack: (lease: Lease, connection: Connection) => void | Promise<void>
}

/**
 * A connection that is lent to one holder, until {@link release}. That works once: a holder that has given its
 * connection back can neither write to it, reset it nor close it, whichever holder has it now.
 */
export class Lease implements QueryConnection {
  readonly capabilities: Capabilities
  readonly serverInfo: ServerInfo
  /** It was opened for this holder: nothing has happened on it since its login. */
  readonly isNew: boolean
  lastQuery: object | undefined
  /** The name of the user's home database, if a router has told it on the way to this connection. */
  homeDatabase: string | undefined
  #connection: Connection | undefined
  readonly #lender: Lender
  #purpose: Purpose
  #released: void | Promise<void> = undefined

  constructor (connection: Connection, lender: Lender, purpose: Purpose, isNew: boolean) {
    this.capabilities = connection.capabilities
    this.serverInfo = connection.serverInfo
    this.isNew = isNew
    this.lastQuery = undefined
    this.homeDatabase = undefined
    this.#connection = connection
    this.#lender = lender
    this.#purpose = purpose
  }

  get mode (): AccessMode {
    return this.#purpose.mode
  }

  get database (): string | undefined {
    return this.#purpose.database
  }

  /** Errors are about this database from now on: the home database has a name. */
  servesDatabase (database: string | undefined): void {
    if (database !== this.#purpose.database) this.#purpose = { mode: this.#purpose.mode, database }
  }

  /** Whether the connection is still the holder's, and not closed. */
  get isOpen (): boolean {
    return this.#connection?.isOpen === true
  }

  /** Whether nothing is under way on it. */
  get isReady (): boolean {
    return this.#connection?.isReady === true
  }

  get telemetryEnabled (): boolean {
    return this.#connection?.telemetryEnabled === true
  }

  request (message: Message, handler: ResponseHandler): void {
    this.#held().request(message, handler)
  }

  flush (): void {
    this.#connection?.flush()
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
    this.#connection?.destroy(error)
  }

  /** Closes the connection politely: it must not be lent again. */
  close (): void {
    this.#connection?.close()
    void this.release()
  }

  /** Gives the connection back, in whatever state. Resolves when it is clean or closed; never rejects. */
  release (): void | Promise<void> {
    const connection = this.#connection
    if (connection !== undefined) {
      this.#connection = undefined
      this.lastQuery = undefined
      this.#released = this.#lender.takeBack(this, connection)
    }
    return this.#released
  }

  #held (): Connection {
    if (this.#connection === undefined) throw newError('This connection was given back to the pool and cannot be used any more.')
    return this.#connection
  }
}
