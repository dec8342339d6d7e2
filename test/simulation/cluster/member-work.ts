import type { Awaitable, CommitReply, Reply } from '../../../src/testing/conversation/backend.js'
import type { ReceivedQuery, TransactionSettings } from '../../../src/testing/conversation/received-query.js'
import { type Failure, failure } from '../../../src/testing/wire/failure.js'
import type { Timer } from '../../../src/clock.js'
import type { Cluster } from './cluster.js'
import type { Database } from './database.js'
import type { Member } from './member.js'
import { callOf, parseStatement, type Statement } from './statements.js'
import { positionsOf, type TrueConnection, type TrueTransaction } from './truth.js'

/** Each time another promise: one that is awaited often would keep all who wait. */
export const never = async (): Promise<never> => await new Promise(() => {})

interface WorkParts {
  readonly cluster: Cluster
  readonly member: Member
  readonly connection: TrueConnection
  /** What the user of the connection may use, or why not. */
  readonly databaseFor: (name: string) => Database | Failure
  readonly onEnd: () => void
}

/** Says of a failure that nothing was done yet. Clients hear it from Bolt 5.7 on. */
export const UNDONE = { diagnosticRecord: { _idempotent: true } }

/** What is under way on one connection: an explicit transaction, or an auto-commit query. */
export class MemberWork {
  readonly #parts: WorkParts
  #open: { readonly transaction: TrueTransaction, readonly database: Database } | undefined
  /** Why it can't go on. */
  #terminated: Failure | undefined
  /** Ends what is being waited for. */
  #wake: (() => void) | undefined
  #timeout: Timer
  /** A transaction that is being committed does not end with its connection. */
  isCommitting = false
  /** Counts what ends all that is under way: what was begun before is not gone on with. */
  generation = 0

  constructor (parts: WorkParts) {
    this.#parts = parts
  }

  get transaction (): TrueTransaction | undefined {
    return this.#open?.transaction
  }

  get terminated (): Failure | undefined {
    return this.#terminated
  }

  /** All that is under way ends. */
  interrupt (): void {
    this.generation++
    this.#wake?.()
    this.end()
  }

  terminate (code: string): void {
    if (this.#open === undefined || this.#terminated !== undefined) return
    this.#terminated = failure(code, 'The transaction has been terminated.')
    this.#wake?.()
  }

  begin (settings: TransactionSettings, kind: TrueTransaction['kind']): Awaitable<Failure | undefined> {
    const database = this.#parts.databaseFor(settings.database)
    if ('kind' in database) return database
    const late = this.catchUp(database, settings.bookmarks)
    if (late === undefined) return this.#opened(settings, kind, database)
    const generation = this.generation
    return late.then(async refusal => {
      if (generation !== this.generation) return await never()
      return refusal ?? this.#opened(settings, kind, database)
    })
  }

  #opened (settings: TransactionSettings, kind: TrueTransaction['kind'], database: Database): undefined {
    const { bookmarks, mode, impersonatedUser, timeout } = settings
    const transaction = this.#parts.cluster.truth.begin(this.#parts.connection, { kind, impersonatedUser, database: database.name, mode, bookmarks })
    this.#open = { transaction, database }
    this.#terminated = undefined
    if (timeout !== undefined && timeout > 0) {
      this.#timeout = this.#parts.cluster.world.clock.setTimeout(() => { this.terminate('Neo.ClientError.Transaction.TransactionTimedOut') }, timeout)
    }
  }

  run (query: ReceivedQuery): Awaitable<Reply | Failure> {
    if (this.#terminated !== undefined && this.#open !== undefined) return this.#terminated
    if (this.#open !== undefined) return this.#execute(query)
    const begun = this.begin(query, 'autoCommit')
    if (begun instanceof Promise) return begun.then(refusal => refusal ?? this.#execute(query))
    return begun ?? this.#execute(query)
  }

  #execute (query: ReceivedQuery): Awaitable<Reply | Failure> {
    const open = this.#open
    if (open === undefined) return failure('Neo.DatabaseError.General.UnknownError', 'There is no transaction.')
    this.#parts.cluster.truth.query(this.#parts.connection, open.transaction, query.text, callOf(query))
    const statement = parseStatement(query)
    if (statement === undefined) return failure('Neo.ClientError.Statement.SyntaxError', `«${query.text}» is no statement.`)
    if (statement.verb === 'SLOW') return this.pause(statement.milliseconds).then(() => this.#terminated ?? { keys: ['x'], rows: [[1n]] })
    return this.#replyTo(statement, open, callOf(query))
  }

  #replyTo (statement: Exclude<Statement, { verb: 'SLOW' }>, { transaction, database }: { transaction: TrueTransaction, database: Database }, call: number | undefined): Reply | Failure {
    switch (statement.verb) {
      case 'FAIL': return failure(statement.code, 'As you asked', statement.undone ? UNDONE : {})
      case 'READ': {
        const seen = BigInt(this.#parts.member.applied(database))
        return { keys: ['member', 'database', 'position', 'user'], rows: [[this.#parts.member.name, database.name, seen, transaction.impersonatedUser ?? this.#parts.connection.user]] }
      }
      case 'ROWS': {
        const rows = Array.from({ length: statement.count }, (_, i) => [BigInt(i), BigInt(call ?? 0)])
        return { keys: ['row', 'call'], rows, failure: statement.code === undefined ? undefined : failure(statement.code, 'Behind the rows') }
      }
      case 'WRITE': {
        const refusal = this.#mayWrite(transaction, database)
        if (refusal !== undefined) return refusal
        transaction.writes.push(statement.id)
        return { keys: ['id'], rows: [[statement.id]] }
      }
    }
  }

  #mayWrite ({ mode }: TrueTransaction, database: Database): Failure | undefined {
    if (mode === 'READ') return failure('Neo.ClientError.Statement.AccessMode', 'Writing in read access mode not allowed.')
    if (database.leader === this.#parts.member) return undefined
    if (this.#parts.cluster.plan.routesItself && database.leader?.isUp === true) return undefined
    return this.#parts.member.isSecondary
      ? failure('Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'This member only reads.')
      : failure('Neo.ClientError.Cluster.NotALeader', `${this.#parts.member.name} does not lead ${database.name}.`)
  }

  /** Committed is what this says, whatever becomes of the answer. */
  commit (): CommitReply | Failure {
    const open = this.#open
    if (open === undefined) return failure('Neo.ClientError.Transaction.TransactionNotFound', 'The transaction has ended.')
    const { transaction, database } = open
    const refusal = this.#terminated ?? (transaction.writes.length > 0 ? this.#mayWrite(transaction, database) : undefined)
    if (refusal !== undefined) {
      this.fail(transaction)
      return refusal
    }
    const bookmark = this.#parts.cluster.commit(transaction, database, this.#parts.member)
    this.end()
    transaction.told = 'committed'
    return { bookmark }
  }

  fail (transaction: TrueTransaction | undefined): void {
    this.end()
    if (transaction !== undefined) transaction.told = 'failed'
  }

  /** What is open is rolled back, if it has not been committed. */
  end (): void {
    const open = this.#open
    this.#parts.cluster.world.clock.clear(this.#timeout)
    this.#timeout = undefined
    this.#open = undefined
    this.isCommitting = false
    this.#terminated = undefined
    this.#parts.connection.transaction = undefined
    if (open !== undefined) this.#parts.cluster.truth.rollback(open.transaction)
    this.#parts.onEnd()
  }

  /** undefined if the member has all that the bookmarks name. */
  catchUp (database: Database, bookmarks: readonly string[]): Promise<Failure | undefined> | undefined {
    if (bookmarks.length === 0) return undefined
    const positions = positionsOf(bookmarks)
    if (positions === undefined) return Promise.resolve(failure('Neo.ClientError.Transaction.InvalidBookmark', `One of ${bookmarks.join()} is no bookmark.`))
    const position = positions.get(database.name) ?? 0
    return this.#parts.member.applied(database) >= position ? undefined : this.#waitFor(database, position)
  }

  async #waitFor (database: Database, position: number): Promise<Failure | undefined> {
    const { clock } = this.#parts.cluster.world
    const generation = this.generation
    const deadline = clock.now() + this.#parts.cluster.plan.bookmarkTimeout
    while (this.#parts.member.applied(database) < position) {
      const now = clock.now()
      if (now >= deadline || generation !== this.generation) {
        return failure('Neo.TransientError.Transaction.BookmarkTimeout', `${this.#parts.member.name} has not got to ${position} in time.`)
      }
      const due = database.timeOf(position) + this.#parts.member.lag
      await this.#parts.cluster.world.sleep(Math.max(1, Math.min(due, deadline, now + 100) - now))
    }
    return undefined
  }

  /** Ends early if the transaction is terminated. */
  async pause (milliseconds: number): Promise<void> {
    const { clock } = this.#parts.cluster.world
    await new Promise<void>(resolve => {
      const wake = (): void => {
        clock.clear(timer)
        if (this.#wake === wake) this.#wake = undefined
        resolve()
      }
      const timer = clock.setTimeout(wake, milliseconds)
      this.#wake = wake
    })
  }
}
