import type { RecordShape } from '../../types/record.js'
import type { Backend, Reply } from '../conversation/backend.js'
import { QueryLog } from '../conversation/query-log.js'
import type { ReceivedQuery, TransactionSettings } from '../conversation/received-query.js'
import { type Failure, failure, type FailureCause } from '../wire/failure.js'
import { fromNotation } from './notation.js'
import { RecordedQueries } from './recorded-queries.js'
import type { RecordedFailure, RecordedQuery, Recording } from './recording.js'
import type { Json, JsonMap } from './tagged-values.js'

/** An error after which drivers do not retry. */
const DIFFERENT = 'Neo.ClientError.Request.Invalid'

/** Answers queries as recorded. */
export class RecordedBackend implements Backend {
  readonly agent: string
  readonly homeDatabase: string
  readonly log = new QueryLog()
  readonly #queries: RecordedQueries
  readonly #address: () => string
  readonly #differences: string[] = []

  constructor ({ server, homeDatabase, exchanges }: Recording, address: () => string) {
    this.agent = server
    this.homeDatabase = homeDatabase
    this.#queries = new RecordedQueries(exchanges, homeDatabase)
    this.#address = address
  }

  get address (): string {
    return this.#address()
  }

  /** Logins are not recorded, so all of them are accepted. */
  logOn (): undefined {}

  begin ({ database }: TransactionSettings): Failure | undefined {
    const recorded = this.#queries.takeFailedBegin(database)
    return recorded?.failure && failureOf(recorded.failure)
  }

  async answer (query: ReceivedQuery): Promise<Reply> {
    const recorded = this.#queries.take(query)
    if (recorded === undefined) return { failure: this.#difference(this.#queries.explain(query)) }
    try {
      return this.#replyOf(recorded)
    } catch (error) {
      return { failure: this.#difference(`The recording of "${recorded.query}" can't be read: ${(error as Error).message}`) }
    }
  }

  commit (transaction: number): { failure?: Failure, bookmark?: string } {
    const end = this.#queries.endOf(transaction)
    if (end?.event === 'rollback') return { failure: this.#difference('The program committed a transaction that was rolled back in the recording.') }
    return { failure: end?.failure && failureOf(end.failure), bookmark: end?.bookmark }
  }

  rollback (transaction: number): void {
    const end = this.#queries.endOf(transaction)
    if (end?.event === 'commit' && end.failure === undefined) this.#difference('The program rolled back a transaction that was committed in the recording.')
  }

  /** The differences between the program and the recording. */
  problems (): string[] {
    return [...this.#differences, ...this.#queries.left()]
  }

  #replyOf ({ query, keys, records = [], start, summary, failure: error, partial }: RecordedQuery): Reply {
    return {
      keys,
      rows: records.map(row => row.map(fromNotation)),
      start: start && mapOf(start),
      end: summary && mapOf(summary),
      failure: error && failureOf(error),
      beyond: partial === true
        ? failure(DIFFERENT, `The program reads more records of "${query}" than when it was recorded (${records.length}). Record it again.`)
        : undefined
    }
  }

  #difference (message: string): Failure {
    this.#differences.push(message)
    return failure(DIFFERENT, message)
  }
}

function failureOf ({ code, message, ...details }: RecordedFailure): Failure {
  const { message: _, ...rest } = causeOf({ ...details, message })
  return failure(code, message, rest)
}

function causeOf ({ diagnosticRecord, cause, ...texts }: RecordShape<string, Json>): FailureCause {
  return {
    ...texts as unknown as FailureCause,
    ...(diagnosticRecord !== undefined && { diagnosticRecord: mapOf(diagnosticRecord as JsonMap) }),
    ...(cause !== undefined && { cause: causeOf(cause as JsonMap) })
  }
}

function mapOf (json: JsonMap): RecordShape<string> {
  return fromNotation(json) as RecordShape<string>
}
