import type { Awaitable, Backend, CommitReply, Reply } from '../../../src/testing/conversation/backend.js'
import { Conversation } from '../../../src/testing/conversation/conversation.js'
import { QueryLog } from '../../../src/testing/conversation/query-log.js'
import type { ReceivedQuery, TransactionSettings } from '../../../src/testing/conversation/received-query.js'
import type { RoutingRequest, RoutingTable } from '../../../src/testing/conversation/routing.js'
import { type Failure, failure } from '../../../src/testing/wire/failure.js'
import type { ServerConnection, ServerSocket } from '../../../src/testing/wire/server-connection.js'
import type { RecordShape } from '../../../src/types/record.js'
import type { Cluster } from './cluster.js'
import type { Database } from './database.js'
import type { Member } from './member.js'
import { MemberWork, never } from './member-work.js'
import { callOf } from './statements.js'
import type { Served, Trouble } from './troubles.js'
import type { TrueConnection, TrueTransaction } from './truth.js'

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
  readonly #work: MemberWork
  #isClosing = false
  /** The user has to log in anew. */
  #hasExpired = false

  constructor (cluster: Cluster, member: Member, socket: ServerSocket, truth: TrueConnection) {
    this.#cluster = cluster
    this.#member = member
    this.#socket = socket
    this.truth = truth
    this.name = `${member.name}#${truth.number}`
    this.homeDatabase = cluster.plan.databases[0]
    this.#work = new MemberWork({
      cluster,
      member,
      connection: truth,
      databaseFor: name => this.#databaseFor(name),
      onEnd: () => { if (this.#isClosing) this.#hangUpLater(0) }
    })
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
    if (this.#work.transaction === undefined) return this.#hangUp()
    this.#isClosing = true
    this.#hangUpLater(milliseconds)
  }

  /** Told when the connection has ended. */
  closed (): void {
    const { truth } = this.#cluster
    truth.disconnect(this.truth)
    if (!this.#work.isCommitting) this.#work.interrupt()
  }

  /** The user, if it is this one, has to log in anew. */
  expire (user: string): void {
    if (this.truth.user === user) this.#hasExpired = true
  }

  terminate (code: string): void {
    if (this.#work.transaction === undefined) return
    this.#trace(`is terminated: ${code}`)
    this.#work.terminate(code)
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
      const late = this.#work.catchUp(found, bookmarks)
      return late === undefined ? answer() : late.then(refusal => refusal ?? answer())
    })
  }

  begin (settings: TransactionSettings): Awaitable<Failure | undefined> {
    return this.#notReset(this.#serve('BEGIN', settings.database, () => this.#work.begin(settings, 'explicit')))
  }

  async answer (query: ReceivedQuery): Promise<Reply> {
    this.log.queries.length = 0
    this.#cluster.truth.arrive(callOf(query))
    const outcome = await this.#serve('RUN', query.text, () => this.#work.run(query))
    return isFailure(outcome) ? { failure: outcome } : outcome
  }

  pull ({ text }: ReceivedQuery): Awaitable<Failure | undefined> {
    return this.#serve('PULL', text, () => this.#work.terminated)
  }

  commit (): Awaitable<CommitReply> {
    return this.#notReset(this.#serve<CommitReply | Failure>('COMMIT', '', () => this.#work.commit())).then(toReply)
  }

  complete ({ text }: ReceivedQuery): Awaitable<CommitReply> {
    const outcome = this.#serve<CommitReply | Failure>('COMMIT', text, () => this.#work.commit())
    return outcome instanceof Promise ? outcome.then(toReply) : toReply(outcome)
  }

  async rollback (): Promise<void> {
    const transaction = this.#work.transaction
    if (transaction === undefined) return
    // RESET rolls back what is open.
    if (this.#wire?.received.at(-1)?.name === 'RESET' && !this.#mayHaveFailed(transaction)) this.#cluster.truth.reset(transaction)
    await this.#serve('ROLLBACK', '', () => undefined)
    this.#work.end()
    transaction.told = 'rolledBack'
  }

  /** Auto-commit queries that are under way end by it. */
  reset (): Awaitable<void> {
    this.#work.interrupt()
    this.truth.hasFailed = false
    const served = this.#serve('RESET', '', () => undefined)
    return served instanceof Promise ? served.then(() => {}) : undefined
  }

  onViolation (message: string): void {
    this.#cluster.truth.problems.push(`${this.name}: ${message}`)
  }

  /** Rows may end with a failure: that is up to the statement. */
  #mayHaveFailed ({ queries }: TrueTransaction): boolean {
    return this.#work.terminated !== undefined || this.truth.hasFailed || queries.some(({ text }) => text.includes(' THEN '))
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

  /** Does it, if nothing goes wrong. A failure is what the server answers. */
  #serve<T> (request: Served, what: string, deed: Deed<T>): Awaitable<T | Failure> {
    const trouble = this.#cluster.troubles.draw(request)
    if (this.#cluster.world.isTraced) this.#trace(`${request} ${what}${trouble === undefined ? '' : ` (${describeTrouble(trouble)})`}`)
    if (trouble === undefined) return this.#done(deed())
    return this.#troubled(request, trouble, deed)
  }

  async #troubled<T> (request: Served, trouble: Trouble, deed: Deed<T>): Promise<T | Failure> {
    if (trouble.kind === 'failure') {
      if (request === 'COMMIT') this.#work.fail(this.#work.transaction)
      return this.#failed(trouble.failure)
    }
    if (trouble.kind === 'slow') return await this.#later(request, trouble.milliseconds, deed)
    if (trouble.when === 'after') await this.#done(await deed())
    if (trouble.kind === 'silent') await this.#work.pause(this.#cluster.plan.patience)
    if (this.truth.closedAt === undefined) this.cut()
    return await never()
  }

  async #later<T> (request: Served, milliseconds: number, deed: Deed<T>): Promise<T> {
    const generation = this.#work.generation
    this.#work.isCommitting = request === 'COMMIT'
    await this.#work.pause(milliseconds)
    return this.#work.isCommitting || generation === this.#work.generation ? await this.#done(deed()) : await never()
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

  /** From Bolt 5.0 on, RESET must not come while BEGIN or COMMIT is being answered. */
  async #notReset<T> (work: Awaitable<T>): Promise<T> {
    const outcome = await work
    const wire = this.#wire
    if (wire?.capabilities.resetAfterBegin === true && wire.isOpen && wire.received.at(-1)?.name === 'RESET') {
      this.onViolation('RESET came before the answer to BEGIN or COMMIT')
    }
    return outcome
  }

  #hangUpLater (milliseconds: number): void {
    void this.#cluster.world.sleep(milliseconds).then(() => { if (this.truth.closedAt === undefined) this.#hangUp() })
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
