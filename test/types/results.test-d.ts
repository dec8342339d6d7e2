import { expectTypeOf } from 'expect-type'
import neo4j, {
  type Driver, type EagerResult, type Integer, type ManagedTransaction, type Node, type QueryResult, type Record, type RecordShape, type Result,
  type ResultObserver, type ResultSummary, type ResultTransformer, type Session, type Transaction
} from 'neobolt'

interface Shape extends RecordShape<string, unknown> { n: Node, age: Integer }
declare const driver: Driver
declare const session: Session
declare const transaction: Transaction
declare const managed: ManagedTransaction

// What a query gives follows the shape that the caller names.
expectTypeOf(session.run('RETURN 1')).toEqualTypeOf<Result<RecordShape>>()
expectTypeOf(session.run<{ n: Node }>('RETURN 1')).toEqualTypeOf<Result<{ n: Node }>>()
expectTypeOf(transaction.run<{ n: Node }>('RETURN 1', { a: 1 })).toEqualTypeOf<Result<{ n: Node }>>()
expectTypeOf(managed.run<{ n: Node }>({ text: 'RETURN $a', parameters: { a: 1 } })).toEqualTypeOf<Result<{ n: Node }>>()
expectTypeOf<Awaited<Result<{ n: Node }>>>().toEqualTypeOf<QueryResult<{ n: Node }>>()
expectTypeOf(session.run('RETURN 1', {}, { timeout: 1_000, metadata: { job: 'x' } })).toExtend<PromiseLike<QueryResult>>()
expectTypeOf(session.run('RETURN 1', {}, { timeout: neo4j.int(1_000) })).toExtend<Promise<QueryResult>>()

// Records
declare const record: Record<{ n: Node, age: Integer }>
expectTypeOf(record.get('n')).toEqualTypeOf<Node>()
expectTypeOf(record.get('age')).toEqualTypeOf<Integer>()
expectTypeOf(record.get(0)).toBeAny()
expectTypeOf(record.keys).toEqualTypeOf<Array<'n' | 'age'>>()
expectTypeOf(record.toObject()).toEqualTypeOf<{ n: Node, age: Integer }>()
expectTypeOf(record.has('n')).toEqualTypeOf<boolean>()
expectTypeOf(record.map((value, key) => `${key}: ${String(value)}`)).toEqualTypeOf<string[]>()
declare const untyped: Record
expectTypeOf(untyped.get('anything')).toBeAny()
declare const shaped: Record<Shape>
expectTypeOf(shaped.get('n')).toEqualTypeOf<Node>()

// Results: promise, async iterator, observer
async function read (result: Result<{ n: Node }>): Promise<void> {
  const { records, summary } = await result
  expectTypeOf(records).toEqualTypeOf<Array<Record<{ n: Node }>>>()
  expectTypeOf(summary).toExtend<ResultSummary>()
  for await (const row of result) {
    expectTypeOf(row.get('n')).toEqualTypeOf<Node>()
  }
  const iterator = result[Symbol.asyncIterator]()
  expectTypeOf((await iterator.peek()).done).toEqualTypeOf<boolean | undefined>()
  expectTypeOf(await result.keys()).toEqualTypeOf<string[]>()
  expectTypeOf(await result.summary()).toEqualTypeOf<ResultSummary<Integer>>()
  expectTypeOf(result.isOpen()).toEqualTypeOf<boolean>()
  const observer: ResultObserver = { onNext: (row) => expectTypeOf(row).toExtend<Record>(), onCompleted () {}, onError () {}, onKeys () {} }
  expectTypeOf(result.subscribe(observer)).toEqualTypeOf<void>()
}
expectTypeOf(read).returns.toEqualTypeOf<Promise<void>>()

// Transaction functions give what the work gives, plain or promised.
expectTypeOf(session.executeRead(() => 1)).toEqualTypeOf<Promise<number>>()
expectTypeOf(session.executeWrite(async (tx) => (await tx.run<{ n: Node }>('RETURN 1')).records)).toEqualTypeOf<Promise<Array<Record<{ n: Node }>>>>()
expectTypeOf(session.executeRead((tx) => tx.run('RETURN 1'), { timeout: 10 })).toEqualTypeOf<Promise<QueryResult<RecordShape>>>()
expectTypeOf(session.beginTransaction()).toExtend<Promise<Transaction>>()
expectTypeOf(session.beginTransaction().commit()).toEqualTypeOf<Promise<void>>()
expectTypeOf(session.lastBookmarks()).toEqualTypeOf<string[]>()

// executeQuery and its transformers
expectTypeOf(driver.executeQuery('RETURN 1')).toEqualTypeOf<Promise<EagerResult>>()
expectTypeOf(driver.executeQuery<EagerResult<{ n: Node }>>('RETURN 1')).toEqualTypeOf<Promise<EagerResult<{ n: Node }>>>()
const { eager, first, mapped, summary } = neo4j.resultTransformers
expectTypeOf(eager<{ n: Node }>()).toEqualTypeOf<ResultTransformer<EagerResult<{ n: Node }>>>()
expectTypeOf(driver.executeQuery('RETURN 1', {}, { resultTransformer: first<{ n: Node }>() })).toEqualTypeOf<Promise<Record<{ n: Node }> | undefined>>()
expectTypeOf(driver.executeQuery('RETURN 1', {}, { resultTransformer: summary() })).toEqualTypeOf<Promise<ResultSummary<Integer>>>()
expectTypeOf(driver.executeQuery('RETURN 1', {}, {
  resultTransformer: mapped({ map: (row) => String(row.get('name')), collect: (names) => new Set(names) })
})).toEqualTypeOf<Promise<Set<string>>>()
expectTypeOf(driver.executeQuery('RETURN 1', {}, {
  resultTransformer: mapped({ map: (row) => Number(row.get('n')) })
})).toExtend<Promise<{ records: number[], keys: string[] }>>()
