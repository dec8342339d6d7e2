import type { Connection } from '../bolt/connection.js'
import { ColumnCursor } from '../bolt/column-cursor.js'
import { Reply } from '../bolt/response-handler.js'
import { Column } from '../columns/column.js'
import { ColumnTable } from '../columns/column-table.js'
import { Limit } from '../limit.js'
import { newEntry } from '../pool/entry.js'
import { Lease } from '../pool/lease.js'
import { AutoCommit } from '../session/auto-commit.js'
import { ManagedTransaction } from '../session/managed-transaction.js'
import { NO_CONFIG } from '../session/query.js'
import { Result } from '../session/result.js'
import { ResultIterator } from '../session/result-iterator.js'
import type { Session } from '../session/session.js'
import { TELEMETRY_API } from '../session/session-context.js'
import { Transaction } from '../session/transaction.js'
import { TransactionCore } from '../session/transaction-core.js'
import { TransactionPromise } from '../session/transaction-promise.js'
import { EagerResult } from '../types/eager-result.js'
import { Record } from '../types/record.js'
import { ResultSummary } from '../types/summary.js'

const QUERY = { text: '', parameters: {} }
const NO_CONNECTION = { capabilities: undefined, serverInfo: undefined } as unknown as Connection
const NO_LENDER = { takeBack () {}, warnAfter () {} }

/**
 * One unused object of each class that a query needs. A driver keeps them as long as it lives.
 *
 * V8 keeps the hidden class of an object, and the machine code compiled for it, only while such an object exists. A garbage
 * collection while no query is running would discard that code, and the next queries would run several times slower until
 * it is compiled again. Seen with `--trace-opt --trace-deopt`: "marking dependent code … for deoptimization, reason: weak
 * objects".
 */
export function oneOfEach (session: Session): object[] {
  const autoCommit = new AutoCommit(session._core, QUERY, NO_CONFIG)
  const { run } = autoCommit
  // The promises for waiting are created on access.
  void run.stream.started
  void run.stream.ended
  // The transaction must not begin, so it waits for a promise that never settles.
  const transaction = new TransactionCore({
    context: session._core, mode: 'WRITE', config: NO_CONFIG, api: TELEMETRY_API.executeQuery, telemetryApi: undefined, transactionId: 0, attempt: 1, earlier: 'notSent', signals: undefined,
    pipelined: true, after: new Promise(() => {})
  })
  const columns = new ColumnCursor(new ColumnTable({}, Infinity))
  return [
    session, autoCommit, run, new Result(run), new ResultIterator(run), new ResultSummary('', {}, {}), new EagerResult([], [], new ResultSummary('', {}, {})),
    new Record([], [], {}), transaction, new Transaction(transaction), new TransactionPromise(transaction), ManagedTransaction._of(transaction),
    new Lease(newEntry(NO_CONNECTION, 0, Infinity, true), NO_LENDER, { mode: 'WRITE', database: undefined }, false), new Limit(Infinity, session._core.clock), new Reply(), columns, columns.table, new Column('', undefined)
  ]
}
