import { isDeepStrictEqual } from 'node:util'
import { indented, nearest, normalized } from '../fake/query-text.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { toNotation } from './notation.js'
import { type Exchange, isQuery, type RecordedQuery, type RecordedTransaction } from './recording.js'
import { isRedacted, matchesText } from './redaction.js'
import type { Json, JsonMap } from './tagged-values.js'

/** The queries and transactions of a recording that have not been replayed yet. */
export class RecordedQueries {
  readonly #homeDatabase: string
  readonly #left: RecordedQuery[]
  readonly #transactions: RecordedTransaction[]
  /** The number of the program's transaction → the number of the recorded transaction. */
  readonly #bound = new Map<number, number>()

  constructor (exchanges: readonly Exchange[], homeDatabase: string) {
    this.#homeDatabase = homeDatabase
    this.#left = exchanges.filter(isQuery)
    this.#transactions = exchanges.filter((exchange): exchange is RecordedTransaction => !isQuery(exchange))
  }

  /**
   * Takes the first equal query that has not been replayed. For a new transaction, it must be the first query of a recorded
   * transaction; later queries of the program's transaction are then found in that recorded transaction only.
   */
  take (query: ReceivedQuery): RecordedQuery | undefined {
    const { transaction } = query
    const bound = transaction === undefined ? undefined : this.#bound.get(transaction)
    const candidates = bound === undefined ? this.#firstOnes(transaction !== undefined) : this.#left.filter(one => one.transaction === bound)
    const found = candidates.find(one => differences(one, query, this.#homeDatabase).length === 0)
    if (found === undefined) return undefined
    if (transaction !== undefined) this.#bound.set(transaction, found.transaction as number)
    this.#left.splice(this.#left.indexOf(found), 1)
    return found
  }

  /** How the recorded transaction that corresponds to the program's has ended. */
  endOf (transaction: number): RecordedTransaction | undefined {
    const bound = this.#bound.get(transaction)
    return this.#transactions.find(one => one.transaction === bound && one.event !== 'begin')
  }

  /** Takes the next recorded transaction on the database that failed to begin, if there is one. */
  takeFailedBegin (database: string): RecordedTransaction | undefined {
    const index = this.#transactions.findIndex(one => one.event === 'begin' && (one.database ?? this.#homeDatabase) === database)
    return index < 0 ? undefined : this.#transactions.splice(index, 1)[0]
  }

  /** Explains why a query has no answer. */
  explain (query: ReceivedQuery): string {
    const near = nearest(query.text, this.#left, one => one.query)
    const asked = `The program sent a query that was not recorded:\n\n    ${indented(query.text)}`
    if (near === undefined) return `${asked}\n\nAll recorded queries have been replayed: it was sent more often, or later.`
    const differs = differences(near, query, this.#homeDatabase)
    return `${asked}\n\nThe most similar recorded query that was not sent yet:\n\n    ${indented(near.query)}\n\n` +
      (differs.length > 0 ? `They differ in ${differs.join(', ')}.` : 'It was recorded in another transaction or in another order.')
  }

  /** The recorded queries that the program has not sent. */
  left (): string[] {
    return this.#left.map(({ query }) => `This query was recorded, but the program did not send it:\n\n    ${indented(query)}`)
  }

  /** The first query of each recorded transaction that is not in use, or the queries without a transaction. */
  #firstOnes (inTransaction: boolean): RecordedQuery[] {
    if (!inTransaction) return this.#left.filter(one => one.transaction === undefined)
    const taken = new Set<number | undefined>(this.#bound.values())
    return this.#left.filter((one, index) => one.transaction !== undefined && !taken.has(one.transaction) &&
      this.#left.findIndex(other => other.transaction === one.transaction) === index)
  }
}

/** The differences between a query and a recorded one, without values. */
function differences (recorded: RecordedQuery, asked: ReceivedQuery, homeDatabase: string): string[] {
  const parameters = toNotation(asked.parameters) as JsonMap
  const names = [...new Set([...Object.keys(recorded.parameters), ...Object.keys(parameters)])]
  return [
    ...(matchesText(normalized(recorded.query), normalized(asked.text)) ? [] : ['the text']),
    ...names.filter(name => !isSame(recorded.parameters[name], parameters[name])).map(name => `the parameter ${name}`),
    ...((recorded.database ?? homeDatabase) === asked.database ? [] : [`the database (${recorded.database ?? homeDatabase}, not ${asked.database})`]),
    ...(recorded.mode === asked.mode ? [] : [`the mode (${recorded.mode}, not ${asked.mode})`]),
    ...((recorded.transaction === undefined) === (asked.transaction === undefined) ? [] : ['being part of a transaction'])
  ]
}

function isSame (recorded: Json | undefined, asked: Json | undefined): boolean {
  if (recorded === undefined || asked === undefined) return recorded === asked
  if (isRedacted(recorded)) return true
  if (typeof recorded !== 'object' || typeof asked !== 'object' || recorded === null || asked === null) return isDeepStrictEqual(recorded, asked)
  const [keys, others] = [Object.keys(recorded), Object.keys(asked)]
  return Array.isArray(recorded) === Array.isArray(asked) && keys.length === others.length &&
    keys.every(key => isSame((recorded as JsonMap)[key], (asked as JsonMap)[key]))
}
