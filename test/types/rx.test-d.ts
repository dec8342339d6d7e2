import { expectTypeOf } from 'expect-type'
import { concat, map, type Observable } from 'rxjs'
import neo4j, {
  type Driver, type Record, type ResultSummary, type RxManagedTransaction, type RxResult, type RxSession, type RxTransaction
} from 'neobolt'

declare const driver: Driver
declare const session: RxSession
declare const transaction: RxTransaction
declare const managed: RxManagedTransaction

expectTypeOf(driver.rxSession()).toEqualTypeOf<RxSession>()
expectTypeOf(driver.rxSession({ defaultAccessMode: neo4j.session.READ, database: 'neo4j' })).toEqualTypeOf<RxSession>()

// Results
expectTypeOf(session.run('RETURN 1')).toExtend<RxResult>()
expectTypeOf(session.run('RETURN $a', { a: 1 }, { timeout: 1_000 })).toExtend<RxResult>()
expectTypeOf(transaction.run('RETURN 1', { a: 1 })).toExtend<RxResult>()
expectTypeOf(managed.run('RETURN 1', { a: 1 })).toExtend<RxResult>()
declare const result: RxResult
expectTypeOf(result.keys()).toEqualTypeOf<Observable<string[]>>()
expectTypeOf(result.records()).toExtend<Observable<Record>>()
expectTypeOf(result.consume()).toEqualTypeOf<Observable<ResultSummary>>()
expectTypeOf(result.pause()).toEqualTypeOf<void>()
expectTypeOf(result.resume()).toEqualTypeOf<Promise<void>>()
expectTypeOf(result.push()).toEqualTypeOf<Promise<void>>()

// Transactions
expectTypeOf(session.beginTransaction({ metadata: {} })).toEqualTypeOf<Observable<RxTransaction>>()
expectTypeOf(transaction.isOpen()).toEqualTypeOf<boolean>()
expectTypeOf(concat(transaction.commit(), transaction.rollback(), transaction.close())).toExtend<Observable<unknown>>()
expectTypeOf(session.executeRead(tx => tx.run('RETURN 1').records().pipe(map(record => record.keys.length)))).toEqualTypeOf<Observable<number>>()
expectTypeOf(session.executeWrite((tx: RxTransaction) => tx.run('RETURN 1').consume(), { timeout: 10 })).toEqualTypeOf<Observable<ResultSummary>>()
expectTypeOf(session.lastBookmarks()).toEqualTypeOf<string[]>()
expectTypeOf(session.close()).toExtend<Observable<unknown>>()
