import type { Capabilities } from '../../bolt/versions.js'
import type { RecordShape } from '../../types/record.js'
import type { Failure } from '../wire/failure.js'
import type { QueryLog } from './query-log.js'
import type { ReceivedQuery, TransactionSettings } from './received-query.js'

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

/** Who knows the answers: the expectations of a test, or a recording. */
export interface Backend {
  /** The server's product and version, as in `Neo4j/5.26.0`. */
  readonly agent: string | undefined
  readonly homeDatabase: string
  /** Where routing tables lead, `host:port`, if the client does not say how it sees the server. */
  readonly address: string
  /** Why a login is refused. */
  logOn: (token: RecordShape<string>) => Failure | undefined
  readonly log: QueryLog
  /** Why a transaction can't begin. */
  begin: (settings: TransactionSettings) => Failure | undefined
  /** Never rejects. */
  answer: (query: ReceivedQuery, capabilities: Capabilities) => Promise<Reply>
  /** Why a transaction can't be committed, or the bookmark of it, if it is to be a special one. */
  commit: (transaction: number) => { readonly failure?: Failure, readonly bookmark?: string }
  rollback: (transaction: number) => void
}
