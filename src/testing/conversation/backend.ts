import type { Capabilities } from '../../bolt/versions.js'
import type { RecordShape } from '../../types/record.js'
import type { Failure } from '../wire/failure.js'
import type { QueryLog } from './query-log.js'
import type { ReceivedQuery, TransactionSettings } from './received-query.js'
import type { RoutingRequest, RoutingTable } from './routing.js'

/** When a server closes the connection instead of going on with an answer. */
export type Moment = 'before' | 'middle' | 'after'

/** What a query is answered with. */
export interface Reply {
  /** undefined if the query fails at once. */
  readonly keys?: readonly string[]
  /** As a driver has the values: numbers are floats, `Integer` and bigint integers. */
  readonly rows?: ReadonlyArray<readonly unknown[]>
  /** More than usual in the answer to RUN. */
  readonly start?: RecordShape<string>
  /** More than usual in the last SUCCESS. */
  readonly end?: RecordShape<string>
  /** Comes behind the rows. */
  readonly failure?: Failure
  /** For rows beyond those: the server says that there are more, but fails when they are asked for. */
  readonly beyond?: Failure
  /** Milliseconds before anything is sent. */
  readonly delay?: number
  readonly disconnects?: Moment
}

/** What is known at once, or has to be waited for. */
export type Awaitable<T> = T | Promise<T>

/** What a commit is answered with. */
export interface CommitReply {
  /** Why it is not committed. */
  readonly failure?: Failure
  /** Default: the next one of the log. */
  readonly bookmark?: string
}

/** Who knows the answers: the expectations of a test, a recording, or a model of a server. What is optional has a default. */
export interface Backend {
  /** The server's product and version, as in `Neo4j/5.26.0`. */
  readonly agent: string | undefined
  /** What the answer to HELLO says about how the connection is to be used. */
  readonly hints?: RecordShape<string>
  readonly homeDatabase: string
  /** That of one user, if not all have the same. */
  homeDatabaseOf?: (user: string | undefined) => string
  /** Where routing tables lead, `host:port`, if the client does not say how it sees the server. */
  readonly address: string
  /** Why a login is refused. */
  logOn: (token: RecordShape<string>) => Awaitable<Failure | undefined>
  logOff?: () => void
  readonly log: QueryLog
  /** Why a transaction can't begin. */
  begin: (settings: TransactionSettings) => Awaitable<Failure | undefined>
  /** Never rejects. */
  answer: (query: ReceivedQuery, capabilities: Capabilities) => Promise<Reply>
  /** Why the next rows of a query can't be sent. */
  pull?: (query: ReceivedQuery) => Awaitable<Failure | undefined>
  commit: (transaction: number) => Awaitable<CommitReply>
  /** The same for a query without a transaction, behind its last row. */
  complete?: (query: ReceivedQuery) => Awaitable<CommitReply>
  /** Called after ROLLBACK and RESET, and at the end of the connection. */
  rollback: (transaction: number) => Awaitable<void>
  /** Called for RESET, before it is answered. */
  reset?: () => Awaitable<void>
  /** Default: this server does it all. */
  route?: (request: RoutingRequest) => Awaitable<RoutingTable | Failure>
  /** Told of requests that the protocol does not allow at that point. */
  onViolation?: (message: string) => void
}
