import type { Awaitable, Backend, CommitReply, Reply } from '../../../src/testing/conversation/backend.js'
import { Conversation } from '../../../src/testing/conversation/conversation.js'
import { QueryLog } from '../../../src/testing/conversation/query-log.js'
import type { ReceivedQuery, TransactionSettings } from '../../../src/testing/conversation/received-query.js'
import type { RoutingRequest, RoutingTable } from '../../../src/testing/conversation/routing.js'
import { type Failure, failure } from '../../../src/testing/wire/failure.js'
import type { ServerConnection, ServerSocket } from '../../../src/testing/wire/server-connection.js'
import type { RecordShape } from '../../../src/types/record.js'
import type { Timer } from '../../../src/clock.js'
import type { Cluster } from './cluster.js'
import type { Database } from './database.js'
import type { Member } from './member.js'
import { callOf, parseStatement, type Statement } from './statements.js'
import type { Served, Trouble } from './troubles.js'
import { positionsOf, type TrueConnection, type TrueTransaction } from './truth.js'

/** Each time another promise: one that is awaited often would keep all who wait. */
const never = async (): Promise<never> => await new Promise(() => {})

/** What the backend is about to do, unless something goes wrong. */
type Deed<T> = () => Awaitable<T>

/** One connection of a member: answers its requests from what the cluster is at the moment. */
export class MemberConnection implements Backend {
  readonly truth: TrueConnection
  readonly name: string
  readonly homeDatabase: string
  readonly #cluster: Cluster
  readonly #member: Member
  readonly #socket: ServerSocket
  #wire: ServerConnection | undefined
  /** The transaction that is open, or the auto-commit query, and its database. */
  #open: { readonly transaction: TrueTransaction, readonly database: Database } | undefined
  /** Why it can't go on. */
  #terminated: Failure | undefined
  /** Ends what is being done when the transaction is terminated. */
  #wake: (() => void) | undefined
  #timeout: Timer
  #isCommitting = false
  #isClosing = false
  /** Counts what ends all that is under way: what was begun before is not gone on with. */
  #generation = 0
  /** The user has to log in anew. */
  #hasExpired = false

  constructor (cluster: Cluster, member: Member, socket: ServerSocket, truth: TrueConnection) {
    this.#cluster = cluster
    this.#member = member
    this.#socket = socket
    this.truth = truth
    this.name = `${member.name}#${truth.number}`
    this.homeDatabase = cluster.plan.databases[0]
  }

  get agent (): string {
    return this.#member.agent
  }

  get address (): string {
    return this.#member.address
  }

  get hints (): RecordShape<string> {
    const { receiveTimeout, routesItself } = this.#cluster.plan
    return {
      'telemetry.enabled': true,
      ...(receiveTimeout !== undefined && { 'connection.recv_timeout_seconds': BigInt(receiveTimeout) }),
      ...(routesItself && { 'ssr.enabled': true })
    }
  }

  /** Its queries are in the truth: the log is emptied with each. */
  readonly log = new QueryLog()

  async converse (wire: ServerConnection): Promise<void> {
    this.#wire = wire
    const { major, minor } = wire.capabilities
    this.truth.version = `${major}.${minor}`
    await new Conversation(wire, this).run()
  }

  /** Ends at once. */
  cut (): void {
    this.#trace('is cut')
    if (this.#wire === undefined) this.#socket.resetAndDestroy()
    else this.#wire.close(false)
  }

  /** Ends when its transaction is done, at the latest after so many milliseconds. */
  hangUpWithin (milliseconds: number): void {
    if (this.#open === undefined) return this.#hangUp()
    this.#isClosing = true
    void this.#cluster.world.sleep(milliseconds).then(() => { if (this.truth.closedAt === undefined) this.#hangUp() })
  }

  /** Told when the connection has ended. */
  closed (): void {
    const { truth } = this.#cluster
    truth.disconnect(this.truth)
    this.#generation++
    if (this.#isCommitting) return
    this.#wake?.()
    this.#end()
  }

  /** The user, if it is this one, has to log in anew. */
  expire (user: string): void {
    if (this.truth.user === user) this.#hasExpired = true
  }

  terminate (code: string): void {
    if (this.#open === undefined || this.#terminated !== undefined) return
    this.#trace(`is terminated: ${code}`)
    this.#terminated = failure(code, 'The transaction has been terminated.')
    this.#wake?.()
  }

  logOn (token: RecordShape<string>): Awaitable<Failure | undefined> {
    return this.#serve('LOGON', '', () => {
      if (this.truth.user !== undefined) this.onViolation(`LOGON came while ${this.truth.user} was logged in`)
      const user = this.#cluster.directory.logOn(token)
      if (typeof user !== 'string') return user
      this.truth.user = user
      this.truth.credentials = String(token.credentials)
      this.truth.logins++
      this.#hasExpired = false
      return undefined
    })
  }

  logOff (): void {
    this.#trace('LOGOFF')
    this.truth.user = undefined
    this.truth.credentials = undefined
  }

  homeDatabaseOf (user: string | undefined): string {
    return this.#cluster.directory.homeDatabaseOf(user ?? this.truth.user) ?? this.homeDatabase
  }

  route ({ bookmarks, database }: RoutingRequest): Awaitable<RoutingTable | Failure> {
    return this.#serve('ROUTE', database, () => {
      const found = this.#databaseFor(database)
      if ('kind' in found) return found
      const answer = (): RoutingTable => {
        const table = this.#cluster.tableOf(found, this.#member)
        this.#cluster.truth.table(found.name, Number(table.ttl))
        return table
      }
      const late = this.#catchUp(found, bookmarks)
      return late === undefined ? answer() : late.then(refusal => refusal ?? answer())
    })
  }

  begin (settings: TransactionSettings): Awaitable<Failure | undefined> {
    return this.#notReset(this.#serve('BEGIN', settings.database, () => this.#beginIn(settings, 'explicit')))
  }

  async answer (query: ReceivedQuery): Promise<Reply> {
    this.log.queries.length = 0
    const outcome = await this.#serve('RUN', query.text, () => this.#run(query))
    return isFailure(outcome) ? { failure: outcome } : outcome
  }

  pull ({ text }: ReceivedQuery): Awaitable<Failure | undefined> {
    return this.#serve('PULL', text, () => this.#terminated)
  }

  commit (): Awaitable<CommitReply> {
    return this.#notReset(this.#serve<CommitReply | Failure>('COMMIT', '', () => this.#commit())).then(toReply)
  }

  complete ({ text }: ReceivedQuery): Awaitable<CommitReply> {
    const outcome = this.#serve<CommitReply | Failure>('COMMIT', text, () => this.#commit())
    return outcome instanceof Promise ? outcome.then(toReply) : toReply(outcome)
  }

  async rollback (): Promise<void> {
    const transaction = this.#open?.transaction
    if (transaction === undefined) return
    await this.#serve('ROLLBACK', '', () => undefined)
    this.#end()
    transaction.told = 'rolledBack'
  }

  /** Auto-commit queries that are under way end by it. */
  reset (): Awaitable<void> {
    this.#generation++
    this.#wake?.()
    this.#end()
    this.truth.hasFailed = false
    const served = this.#serve('RESET', '', () => undefined)
    return served instanceof Promise ? served.then(() => {}) : undefined
  }

  onViolation (message: string): void {
    this.#cluster.truth.problems.push(`${this.name}: ${message}`)
  }

  #beginIn (settings: TransactionSettings, kind: TrueTransaction['kind']): Awaitable<Failure | undefined> {
    const database = this.#databaseFor(settings.database)
    if ('kind' in database) return database
    const late = this.#catchUp(database, settings.bookmarks)
    if (late === undefined) return this.#opened(settings, kind, database)
    const generation = this.#generation
    return late.then(async refusal => {
      if (generation !== this.#generation) return await never()
      return refusal ?? this.#opened(settings, kind, database)
    })
  }

  #opened (settings: TransactionSettings, kind: TrueTransaction['kind'], database: Database): undefined {
    const { bookmarks, mode, impersonatedUser, timeout } = settings
    const transaction = this.#cluster.truth.begin(this.truth, { kind, impersonatedUser, database: database.name, mode, bookmarks })
    this.#open = { transaction, database }
    this.#terminated = undefined
    if (timeout !== undefined && timeout > 0) {
      this.#timeout = this.#cluster.world.clock.setTimeout(() => { this.terminate('Neo.ClientError.Transaction.TransactionTimedOut') }, timeout)
    }
  }

  #run (query: ReceivedQuery): Awaitable<Reply | Failure> {
    if (this.#terminated !== undefined && this.#open !== undefined) return this.#terminated
    if (this.#open !== undefined) return this.#execute(query)
    const begun = this.#beginIn(query, 'autoCommit')
    if (begun instanceof Promise) return begun.then(refusal => refusal ?? this.#execute(query))
    return begun ?? this.#execute(query)
  }

  #execute (query: ReceivedQuery): Awaitable<Reply | Failure> {
    const open = this.#open
    if (open === undefined) return failure('Neo.DatabaseError.General.UnknownError', 'There is no transaction.')
    this.#cluster.truth.query(this.truth, open.transaction, query.text, callOf(query))
    const statement = parseStatement(query)
    if (statement === undefined) return failure('Neo.ClientError.Statement.SyntaxError', `«${query.text}» is no statement.`)
    if (statement.verb === 'SLOW') return this.#pause(statement.milliseconds).then(() => this.#terminated ?? { keys: ['x'], rows: [[1n]] })
    return this.#replyTo(statement, open, callOf(query))
  }

  #replyTo (statement: Exclude<Statement, { verb: 'SLOW' }>, { transaction, database }: { transaction: TrueTransaction, database: Database }, call: number | undefined): Reply | Failure {
    switch (statement.verb) {
      case 'FAIL': return failure(statement.code, 'As you asked')
      case 'READ': {
        const seen = BigInt(this.#seen(database))
        return { keys: ['member', 'database', 'position', 'user'], rows: [[this.#member.name, database.name, seen, transaction.impersonatedUser ?? this.truth.user]] }
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

  /** Members that send writes on to the leader see there what they have written. */
  #seen (database: Database): number {
    return this.#member.applied(database)
  }

  #mayWrite ({ mode }: TrueTransaction, database: Database): Failure | undefined {
    if (mode === 'READ') return failure('Neo.ClientError.Statement.AccessMode', 'Writing in read access mode not allowed.')
    if (database.leader === this.#member) return undefined
    if (this.#cluster.plan.routesItself && database.leader?.isUp === true) return undefined
    return this.#member.isSecondary
      ? failure('Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'This member only reads.')
      : failure('Neo.ClientError.Cluster.NotALeader', `${this.#member.name} does not lead ${database.name}.`)
  }

  /** Committed is what this says, whatever becomes of the answer. */
  #commit (): CommitReply | Failure {
    const open = this.#open
    if (open === undefined) return failure('Neo.ClientError.Transaction.TransactionNotFound', 'The transaction has ended.')
    const { transaction, database } = open
    const refusal = this.#terminated ?? (transaction.writes.length > 0 ? this.#mayWrite(transaction, database) : undefined)
    if (refusal !== undefined) {
      this.#fail(transaction)
      return refusal
    }
    const bookmark = this.#cluster.commit(transaction, database, this.#member)
    this.#end()
    transaction.told = 'committed'
    return { bookmark }
  }

  #fail (transaction: TrueTransaction | undefined): void {
    this.#end()
    if (transaction !== undefined) transaction.told = 'failed'
  }

  /** What is open is rolled back, if it has not been committed. */
  #end (): void {
    const open = this.#open
    this.#cluster.world.clock.clear(this.#timeout)
    this.#timeout = undefined
    this.#open = undefined
    this.#isCommitting = false
    this.#terminated = undefined
    this.truth.transaction = undefined
    if (open !== undefined) this.#cluster.truth.rollback(open.transaction)
    if (this.#isClosing) void this.#cluster.world.sleep(0).then(() => { if (this.truth.closedAt === undefined) this.#hangUp() })
  }

  #databaseFor (name: string): Database | Failure {
    const database = this.#cluster.databases.get(name)
    if (database === undefined) return failure('Neo.ClientError.Database.DatabaseNotFound', `There is no database ${name}.`)
    const { user, credentials } = this.truth
    if (user !== undefined && this.#cluster.directory.hasExpired(user, credentials ?? '')) return failure('Neo.ClientError.Security.TokenExpired', 'The token has expired.')
    if (this.#hasExpired) return failure('Neo.ClientError.Security.AuthorizationExpired', 'Log in anew.')
    if (!this.#member.isAvailable(name)) return failure('Neo.TransientError.General.DatabaseUnavailable', `${name} is not available here at the moment.`)
    return database
  }

  /** undefined if the member has all that the bookmarks name. */
  #catchUp (database: Database, bookmarks: readonly string[]): Promise<Failure | undefined> | undefined {
    if (bookmarks.length === 0) return undefined
    const positions = positionsOf(bookmarks)
    if (positions === undefined) return Promise.resolve(failure('Neo.ClientError.Transaction.InvalidBookmark', `One of ${bookmarks.join()} is no bookmark.`))
    const position = positions.get(database.name) ?? 0
    return this.#member.applied(database) >= position ? undefined : this.#waitFor(database, position)
  }

  async #waitFor (database: Database, position: number): Promise<Failure | undefined> {
    const { clock } = this.#cluster.world
    const generation = this.#generation
    const deadline = clock.now() + this.#cluster.plan.bookmarkTimeout
    while (this.#member.applied(database) < position) {
      const now = clock.now()
      if (now >= deadline || generation !== this.#generation) {
        return failure('Neo.TransientError.Transaction.BookmarkTimeout', `${this.#member.name} has not got to ${position} in time.`)
      }
      const due = database.timeOf(position) + this.#member.lag
      await this.#cluster.world.sleep(Math.max(1, Math.min(due, deadline, now + 100) - now))
    }
    return undefined
  }

  /** Does it, if nothing goes wrong. A failure is what the server answers. */
  #serve<T> (request: Served, what: string, deed: Deed<T>): Awaitable<T | Failure> {
    const trouble = this.#cluster.troubles.draw(request)
    if (this.#cluster.world.isTraced) this.#trace(`${request} ${what}${trouble === undefined ? '' : ` (${describeTrouble(trouble)})`}`)
    if (trouble === undefined) return this.#done(deed())
    return this.#troubled(request, trouble, deed)
  }

  async #troubled<T> (request: Served, trouble: Trouble, deed: Deed<T>): Promise<T | Failure> {
    if (trouble.kind === 'failure') {
      if (request === 'COMMIT') this.#fail(this.#open?.transaction)
      return this.#failed(trouble.failure)
    }
    if (trouble.kind === 'slow') return await this.#later(request, trouble.milliseconds, deed)
    if (trouble.when === 'after') await this.#done(await deed())
    if (trouble.kind === 'silent') await this.#pause(this.#cluster.plan.patience)
    if (this.truth.closedAt === undefined) this.cut()
    return await never()
  }

  /** A transaction that is being committed does not end with its connection. */
  async #later<T> (request: Served, milliseconds: number, deed: Deed<T>): Promise<T> {
    const generation = this.#generation
    this.#isCommitting = request === 'COMMIT'
    await this.#pause(milliseconds)
    return this.#isCommitting || generation === this.#generation ? await this.#done(deed()) : await never()
  }

  #done<T> (outcome: Awaitable<T>): Awaitable<T> {
    if (outcome instanceof Promise) return outcome.then(value => this.#noted(value))
    return this.#noted(outcome)
  }

  #noted<T> (outcome: T): T {
    if (isFailure(outcome)) this.#failed(outcome)
    return outcome
  }

  #failed (refusal: Failure): Failure {
    this.truth.hasFailed = true
    this.#trace(`fails: ${refusal.code}`)
    return refusal
  }

  /** Ends early if the transaction is terminated. */
  async #pause (milliseconds: number): Promise<void> {
    const { clock } = this.#cluster.world
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

  /** From Bolt 5.0 on, RESET must not come while BEGIN or COMMIT is being answered. */
  async #notReset<T> (work: Awaitable<T>): Promise<T> {
    const outcome = await work
    const wire = this.#wire
    if (wire?.capabilities.resetAfterBegin === true && wire.isOpen && wire.received.at(-1)?.name === 'RESET') {
      this.onViolation('RESET came before the answer to BEGIN or COMMIT')
    }
    return outcome
  }

  #hangUp (): void {
    this.#trace('is closed')
    if (this.#wire === undefined) this.#socket.end()
    else this.#wire.close(true)
  }

  #trace (what: string): void {
    if (this.#cluster.world.isTraced) this.#cluster.world.trace(this.name, what)
  }
}

function isFailure (outcome: unknown): outcome is Failure {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'failure'
}

function toReply (outcome: CommitReply | Failure): CommitReply {
  return isFailure(outcome) ? { failure: outcome } : outcome
}

function describeTrouble (trouble: Trouble): string {
  switch (trouble.kind) {
    case 'slow': return `${trouble.milliseconds} ms late`
    case 'failure': return trouble.failure.code
    default: return `${trouble.kind} ${trouble.when}`
  }
}
