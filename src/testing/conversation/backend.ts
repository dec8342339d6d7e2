import type { Capabilities } from '../../bolt/versions.js'
import type { RecordShape } from '../../types/record.js'
import type { Failure } from '../wire/failure.js'
import type { QueryLog } from './query-log.js'
import type { ReceivedQuery, TransactionSettings } from './received-query.js'
import type { RoutingRequest, RoutingTable } from './routing.js'

/** When a server closes the connection: before, in the middle of, or after its response. */
export type Moment = 'before' | 'middle' | 'after'

/** The response to a query. */
export interface Reply {
  /** undefined if the query fails immediately. */
  readonly keys?: readonly string[]
  /** The rows, with values as in a driver: numbers are floats, `Integer` and bigint integers. */
  readonly rows?: ReadonlyArray<readonly unknown[]>
  /** Additional metadata for the response to RUN. */
  readonly start?: RecordShape<string>
  /** Additional metadata for the last SUCCESS. */
  readonly end?: RecordShape<string>
  /** A failure after the rows. */
  readonly failure?: Failure
  /** A failure when more than the rows are requested; until then, the server says that there are more. */
  readonly beyond?: Failure
  /** Milliseconds before anything is sent. */
  readonly delay?: number
  readonly disconnects?: Moment
}

/** A value or a promise of it. */
export type Awaitable<T> = T | Promise<T>

/** The response to a commit. */
export interface CommitReply {
  /** The failure, if the transaction is not committed. */
  readonly failure?: Failure
  /** Default: the next bookmark of the log. */
  readonly bookmark?: string
}

/** The source of a server's responses: a test's expectations, a recording, or a model of a server. Optional members have defaults. */
export interface Backend {
  /** The server's product and version, such as `Neo4j/5.26.0`. */
  readonly agent: string | undefined
  /** The hints in the response to HELLO. */
  readonly hints?: RecordShape<string>
  readonly homeDatabase: string
  /** The home database of a user, if users have different ones. */
  homeDatabaseOf?: (user: string | undefined) => string
  /** The address, `host:port`, in routing tables, if the client does not send the server's address. */
  readonly address: string
  /** Returns the failure of a rejected login. */
  logOn: (token: RecordShape<string>) => Awaitable<Failure | undefined>
  logOff?: () => void
  readonly log: QueryLog
  /** Returns the failure if a transaction cannot begin. */
  begin: (settings: TransactionSettings) => Awaitable<Failure | undefined>
  /** Never rejects. */
  answer: (query: ReceivedQuery, capabilities: Capabilities) => Promise<Reply>
  /** Returns the failure if the next rows of a query cannot be sent. */
  pull?: (query: ReceivedQuery) => Awaitable<Failure | undefined>
  commit: (transaction: number) => Awaitable<CommitReply>
  /** Like `commit`, for a query without a transaction, after its last row. */
  complete?: (query: ReceivedQuery) => Awaitable<CommitReply>
  /** Called after ROLLBACK and RESET, and at the end of the connection. */
  rollback: (transaction: number) => Awaitable<void>
  /** Called for RESET, before it is answered. */
  reset?: () => Awaitable<void>
  /** Default: a table with this server in all roles. */
  route?: (request: RoutingRequest) => Awaitable<RoutingTable | Failure>
  /** Called for requests that the protocol does not allow at that point. */
  onViolation?: (message: string) => void
}
