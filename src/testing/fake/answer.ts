import { isObject } from '../../assert.js'
import type { Capabilities } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'
import { driverMap } from '../builders/driver-value.js'
import { type Records, rowsOf } from '../builders/rows.js'
import { endMetadata, type SummaryParts } from '../builders/summary-metadata.js'
import type { Reply } from '../conversation/backend.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import type { Failure } from '../wire/failure.js'

/** The records and the summary that a query is answered with; all keys are optional. */
export interface QueryAnswer extends SummaryParts {
  /** Objects of values by key, or lists of values together with `keys`. Integers become `Integer`; see {@link float}. Default: no records. */
  records?: Records
  /** The names of the columns. Default: the keys of the first record. */
  keys?: readonly string[]
}

/** The answer to a query: records and a summary, or a {@link failure}. */
export type Answer = QueryAnswer | Failure

/** Makes the answer when the query is received. */
export type AnswerFunction = (query: ReceivedQuery) => Answer | undefined | Promise<Answer | undefined>

const KEYS = ['records', 'keys', 'counters', 'notifications', 'plan', 'profile', 'queryType']

/** @throws TypeError if `answer` is not a valid answer, or a database cannot have the type of a value */
export function replyOf (answer: Answer | undefined, capabilities: Capabilities): Reply {
  const given = answer ?? {}
  if (isFailure(given)) return { failure: given }
  assertAnswer(given)
  const { records = [], keys, ...parts } = given
  const { keys: names, rows } = rowsOf(records, keys)
  return { keys: names, rows, end: driverMap(endMetadata(parts, capabilities, names.length, rows.length), 'summary') }
}

/** @throws TypeError if `answer` is not a valid answer */
export function assertAnswer (answer: unknown): void {
  if (!isObject(answer)) throw new TypeError(`An answer is an object such as { records: [{ name: 'Ada' }] }, or failure(code, message), but this is ${describeKind(answer)}.`)
  const unknown = isFailure(answer) ? undefined : Object.keys(answer).find(key => !KEYS.includes(key))
  if (unknown !== undefined) throw new TypeError(`An answer has no "${unknown}"; it may have ${KEYS.join(', ')}. Records are given as { records: [{ name: 'Ada' }] }.`)
}

export function isFailure (answer: object): answer is Failure {
  return 'kind' in answer && answer.kind === 'failure'
}
