import { expectTypeOf } from 'expect-type'
import neo4j, { type BatchConfig, type BatchOutcome, type BatchProgress, type ColumnBatch, type Columns, type ColumnType, type Driver, type Neo4jError, type Result, type ResultSummary } from 'neobolt'

declare const driver: Driver
declare const result: Result

// Columns
type Found = BigInt64Array | Int32Array | Float64Array | Uint8Array | unknown[]
async function read (): Promise<void> {
  const found = await result.columns()
  expectTypeOf(found).toEqualTypeOf<Columns>()
  expectTypeOf(found.columns.id).toEqualTypeOf<Found>()
  expectTypeOf(found.nulls.id).toEqualTypeOf<Uint8Array | undefined>()
  expectTypeOf(found.summary).toEqualTypeOf<ResultSummary>()

  const { columns } = await result.columns({ types: { id: 'bigint', n: 'int32', x: 'float64', flag: 'boolean', rest: 'any' } })
  expectTypeOf(columns.id).toExtend<BigInt64Array>()
  expectTypeOf(columns.id[0]).toEqualTypeOf<bigint>()
  expectTypeOf(columns.n).toExtend<Int32Array>()
  expectTypeOf(columns.x).toExtend<Float64Array>()
  expectTypeOf(columns.flag).toExtend<Uint8Array>()
  expectTypeOf(columns.rest).toExtend<unknown[]>()
  expectTypeOf(columns.other).toEqualTypeOf<Found>()

  for await (const batch of result.columnBatches({ rows: 100, types: { id: 'bigint' } })) {
    expectTypeOf(batch).toEqualTypeOf<ColumnBatch<{ id: 'bigint' }>>()
    expectTypeOf(batch.columns.id[0]).toEqualTypeOf<bigint>()
    expectTypeOf(batch).not.toHaveProperty('summary')
  }
  const transformed = await driver.executeQuery('RETURN 1.5 AS x', {}, { resultTransformer: neo4j.resultTransformers.columns({ types: { x: 'float64' } }) })
  expectTypeOf(transformed.columns.x[0]).toEqualTypeOf<number>()
}
void read
expectTypeOf<ColumnType>().toEqualTypeOf<'bigint' | 'int32' | 'float64' | 'boolean' | 'any'>()
// @ts-expect-error there is no such type
void result.columns({ types: { id: 'double' } })
// @ts-expect-error a number of rows
result.columnBatches({ rows: '100' })

// Batches
interface Person { id: bigint, name: string }
declare const people: AsyncIterable<Person>
expectTypeOf(driver.executeBatches('UNWIND $rows AS row CREATE (p) SET p = row', people, {
  batchSize: 100,
  parameter: 'rows',
  concurrency: 4,
  laneKey: person => person.id,
  database: 'neo4j',
  onProgress: progress => { expectTypeOf(progress).toEqualTypeOf<BatchProgress>() },
  onError: 'continue',
  signal: AbortSignal.timeout(1000)
})).toEqualTypeOf<Promise<BatchOutcome>>()
void driver.executeBatches({ text: 'UNWIND $rows AS row CREATE (p)', parameters: { by: 'me' } }, [1, 2, 3])
void driver.executeBatches('UNWIND $rows AS row CREATE (p)', new Set(['a']), { laneKey: row => row })
// @ts-expect-error rows are iterable
void driver.executeBatches('UNWIND $rows AS row CREATE (p)', 7)
// @ts-expect-error a key can be compared
void driver.executeBatches('UNWIND $rows AS row CREATE (p)', people, { laneKey: person => person })
// @ts-expect-error stop or continue
expectTypeOf<{ onError: 'ignore' }>().toExtend<BatchConfig>()
declare const outcome: BatchOutcome
expectTypeOf(outcome.failed).toEqualTypeOf<Array<{ from: number, to: number, error: Error }>>()
expectTypeOf(outcome.counters.nodesCreated).toEqualTypeOf<number>()
declare const error: Neo4jError
expectTypeOf(error.batchOutcome?.committedUpTo).toEqualTypeOf<number | undefined>()
