import { isObject } from '../../assert.js'
import type { Capabilities } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'
import { driverMap } from '../builders/driver-value.js'
import { type Records, rowsOf } from '../builders/rows.js'
import { endMetadata, type SummaryParts } from '../builders/summary-metadata.js'
import type { Reply } from '../conversation/backend.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import type { Failure } from '../wire/failure.js'

/** What a query is answered with: records and what the summary says, all of it optional. */
export interface QueryAnswer extends SummaryParts {
  /** Objects of values by key, or lists of values together with `keys`. Whole numbers are integers; see {@link float}. */
  records?: Records
  /** Default: those of the first record. */
  keys?: readonly string[]
}

/** What a query is answered with: records and a summary, or a {@link failure}. */
export type Answer = QueryAnswer | Failure

/** Finds the answer when the query comes. */
export type AnswerFunction = (query: ReceivedQuery) => Answer | undefined | Promise<Answer | undefined>

const KEYS = ['records', 'keys', 'counters', 'notifications', 'plan', 'profile', 'queryType']

/** @throws TypeError if it is no answer, or a value of it is of no type that a database has */
export function replyOf (answer: Answer | undefined, capabilities: Capabilities): Reply {
  const given = answer ?? {}
  if (isFailure(given)) return { failure: given }
  assertAnswer(given)
  const { records = [], keys, ...parts } = given
  const { keys: names, rows } = rowsOf(records, keys)
  return { keys: names, rows, end: driverMap(endMetadata(parts, capabilities, names.length, rows.length), 'summary') }
}

/** @throws TypeError if it is no answer */
export function assertAnswer (answer: unknown): void {
  if (!isObject(answer)) throw new TypeError(`An answer is an object such as { records: [{ name: 'Ada' }] }, or failure(code, message), but this is ${describeKind(answer)}.`)
  const unknown = isFailure(answer) ? undefined : Object.keys(answer).find(key => !KEYS.includes(key))
  if (unknown !== undefined) throw new TypeError(`An answer has no «${unknown}»; it may have ${KEYS.join(', ')}. Records are given as { records: [{ name: 'Ada' }] }.`)
}

export function isFailure (answer: object): answer is Failure {
  return 'kind' in answer && answer.kind === 'failure'
}
