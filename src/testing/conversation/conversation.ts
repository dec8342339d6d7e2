import type { RecordShape } from '../../types/record.js'
import { type Failure, failure } from '../wire/failure.js'
import type { ReceivedRequest } from '../wire/request.js'
import type { ServerConnection } from '../wire/server-connection.js'
import type { Awaitable, Backend, CommitReply, Reply } from './backend.js'
import { type ReceivedQuery, settingsFrom, type TransactionSettings } from './received-query.js'
import { isRoutingProcedure, type RoutingTable, routingTarget, tableOf } from './routing.js'
import { Stream } from './stream.js'

interface OpenTransaction {
  readonly settings: TransactionSettings & { readonly transaction: number }
  readonly queries: ReceivedQuery[]
}

/** Instead of an outcome: RESET was received, or the client has disconnected. */
const INTERRUPTED = Symbol('interrupted')

/** The code for requests in the wrong order. */
const INVALID = 'Neo.ClientError.Request.Invalid'

/**
 * The server's side of one connection: its logins, transactions and streams, which behave as in Neo4j. The backend supplies
 * the responses to queries.
 */
export class Conversation {
  readonly #connection: ServerConnection
  readonly #backend: Backend
  #isLoggedOn = false
  #user: string | undefined
  /** Whether everything except RESET is ignored. */
  #hasFailed = false
  #transaction: OpenTransaction | undefined
  /** The open streams by query number. */
  readonly #streams = new Map<number, Stream>()
  #lastQuery = -1

  constructor (connection: ServerConnection, backend: Backend) {
    this.#connection = connection
    this.#backend = backend
  }

  /** Answers all requests until the connection ends. */
  async run (): Promise<void> {
    const connection = this.#connection
    for (let next = await connection.peek(); next !== undefined; next = await connection.peek()) {
      connection.take()
      await this.#answer(next)
    }
    await this.#forget()
  }

  async #answer (request: ReceivedRequest): Promise<void> {
    if (request.name === 'GOODBYE') {
      this.#connection.close(true)
    } else if (request.name === 'RESET') {
      await this.#reset()
    } else if (this.#hasFailed) {
      this.#connection.ignored()
    } else {
      await this.#work(request)
    }
  }

  async #work (request: ReceivedRequest): Promise<void> {
    const { name, fields } = request
    const [first, second, third] = fields as Array<RecordShape<string>>
    if (name === 'HELLO') return await this.#hello(first)
    if (name === 'LOGON') return await this.#logOn(first, {})
    if (!this.#isLoggedOn) return this.#refuse(`${name} came before a login.`)
    switch (name) {
      case 'LOGOFF':
        this.#isLoggedOn = false
        this.#backend.logOff?.()
        return this.#connection.success({})
      case 'TELEMETRY': return this.#connection.success({})
      case 'ROUTE': return await this.#route(first, fields[1], request)
      case 'BEGIN': return await this.#begin(first)
      case 'RUN': return await this.#run(fields[0], second, third)
      case 'PULL': case 'DISCARD': return await this.#pull(name === 'PULL', first)
      case 'COMMIT': return await this.#commit()
      case 'ROLLBACK': return await this.#rollback()
    }
    this.#refuse(`There is no request ${name} in this version of Bolt.`)
  }

  async #hello (metadata: RecordShape<string>): Promise<void> {
    const { agent } = this.#backend
    const { major, minor, utcPatch, logon } = this.#connection.capabilities
    const greeting = {
      server: agent ?? `Neo4j/${major}.${minor}.0`,
      connection_id: `bolt-${this.#connection.index + 1}`,
      hints: this.#backend.hints ?? {},
      ...(utcPatch && Array.isArray(metadata.patch_bolt) && metadata.patch_bolt.includes('utc') && { patch_bolt: ['utc'] })
    }
    if (logon) {
      this.#connection.success(greeting)
    } else {
      await this.#logOn(metadata, greeting)
    }
  }

  /** A real server closes the connection after a failed login. */
  async #logOn (token: RecordShape<string>, answer: object): Promise<void> {
    const refusal = await this.#backend.logOn(token)
    if (refusal !== undefined) {
      this.#fail(refusal)
      return await this.#hangUp()
    }
    this.#isLoggedOn = true
    this.#user = token.principal ?? undefined
    this.#connection.success({ ...answer })
  }

  async #reset (): Promise<void> {
    await this.#forget()
    await this.#backend.reset?.()
    this.#hasFailed = false
    this.#connection.success({})
  }

  async #route (context: RecordShape<string>, bookmarks: unknown, request: ReceivedRequest): Promise<void> {
    const { database, impersonatedUser } = routingTarget(request)
    const rt = await this.#tableFor(context, Array.isArray(bookmarks) ? bookmarks as string[] : [], database, impersonatedUser)
    if (rt === INTERRUPTED) return this.#interrupted()
    if ('kind' in rt) return this.#fail(rt)
    this.#connection.success({ rt })
  }

  async #tableFor (
    context: RecordShape<string>, bookmarks: readonly string[], name: string | undefined, impersonatedUser: string | undefined
  ): Promise<RoutingTable | Failure | typeof INTERRUPTED> {
    const backend = this.#backend
    const database = name ?? this.#homeDatabase(impersonatedUser)
    if (backend.route === undefined) return tableOf(context, backend.address, database)
    return await this.#unlessReset(backend.route({ context, bookmarks, database, impersonatedUser }))
  }

  async #begin (extra: RecordShape<string>): Promise<void> {
    if (this.#transaction !== undefined || this.#streams.size > 0) return this.#refuse('BEGIN came while a transaction or a result is open.')
    const transaction = this.#backend.log.nextTransaction()
    const settings = { ...this.#settings(extra), transaction }
    const refusal = await this.#unlessReset(this.#backend.begin(settings))
    if (refusal === INTERRUPTED) {
      await this.#backend.rollback(transaction)
      return this.#interrupted()
    }
    if (refusal !== undefined) return this.#fail(refusal)
    this.#transaction = { settings, queries: [] }
    this.#connection.success(this.#connection.capabilities.homeDb ? { db: settings.database } : {})
  }

  async #run (text: unknown, parameters: RecordShape<string>, extra: RecordShape<string> = {}): Promise<void> {
    const transaction = this.#transaction
    if (transaction === undefined && this.#streams.size > 0) return this.#refuse('RUN came before the result of the last query was read to its end.')
    const settings = transaction?.settings ?? this.#settings(extra)
    const query: ReceivedQuery = { text: String(text), parameters, ...settings, committed: false }
    if (isRoutingProcedure(text)) return this.#answerRun(query, await this.#routingRecord(parameters, settings.bookmarks))
    this.#backend.log.queries.push(query)
    transaction?.queries.push(query)
    const reply = await this.#connection.unlessInterrupted(this.#replyTo(query))
    if (reply === undefined) {
      this.#interrupted()
    } else if (reply.disconnects === 'before') {
      await this.#hangUp()
    } else {
      this.#answerRun(query, reply)
    }
  }

  /** Waits with the test's timers, if they are replaced. */
  async #replyTo (query: ReceivedQuery): Promise<Reply> {
    const reply = await this.#backend.answer(query, this.#connection.capabilities)
    if (reply.delay !== undefined) await this.#connection.delay(reply.delay)
    return reply
  }

  #answerRun (query: ReceivedQuery, reply: Reply): void {
    if (reply.keys === undefined) return this.#fail(reply.failure ?? failure(INVALID, 'There is no answer.'))
    const { pullN, homeDb } = this.#connection.capabilities
    const id = ++this.#lastQuery
    this.#streams.set(id, new Stream(query, reply))
    this.#connection.success({
      fields: reply.keys,
      t_first: 0n,
      ...(homeDb && this.#transaction === undefined && { db: query.database }),
      ...(pullN && this.#transaction !== undefined && { qid: BigInt(id) }),
      ...reply.start
    })
  }

  async #pull (isWanted: boolean, { n = -1, qid = -1 }: RecordShape<string> = {}): Promise<void> {
    const id = Number(qid) < 0 ? this.#lastQuery : Number(qid)
    const stream = this.#streams.get(id)
    if (stream === undefined) return this.#refuse(`${isWanted ? 'PULL' : 'DISCARD'} came for a query that is not open.`)
    const refusal = await this.#unlessReset(this.#backend.pull?.(stream.query))
    if (refusal === INTERRUPTED) return this.#interrupted()
    if (refusal !== undefined) return this.#fail(refusal)
    const { failure: end, beyond, disconnects } = stream.reply
    if (beyond !== undefined && !stream.hasMore) return this.#fail(beyond)
    try {
      for (const row of stream.take(Number(n))) if (isWanted) this.#connection.record(row)
    } catch (error) {
      return this.#fail(failure(INVALID, `The answer to "${stream.query.text}" can't be sent: ${(error as Error).message}`))
    }
    if (stream.isCut) return await this.#hangUp()
    if (stream.hasMore || beyond !== undefined) return this.#connection.success({ has_more: true })
    this.#streams.delete(id)
    if (end !== undefined) return this.#fail(end)
    await this.#complete(stream)
    if (disconnects === 'after') await this.#hangUp()
  }

  async #complete ({ query, reply }: Stream): Promise<void> {
    const isAutoCommit = this.#transaction === undefined
    const { failure: refusal, bookmark } = isAutoCommit ? await this.#completion(query) : {}
    if (refusal !== undefined) return this.#fail(refusal)
    if (isAutoCommit) query.committed = true
    this.#connection.success({
      t_last: 0n,
      db: query.database,
      ...(isAutoCommit && { bookmark: bookmark ?? this.#backend.log.nextBookmark() }),
      ...reply.end
    })
  }

  async #completion (query: ReceivedQuery): Promise<CommitReply> {
    const { complete } = this.#backend
    return complete === undefined ? {} : await this.#inFull(complete.call(this.#backend, query))
  }

  async #commit (): Promise<void> {
    const transaction = this.#transaction
    if (transaction === undefined) return this.#refuse('COMMIT came without a transaction.')
    const { failure: refusal, bookmark = this.#backend.log.nextBookmark() } = await this.#inFull(this.#backend.commit(transaction.settings.transaction))
    if (refusal !== undefined) return this.#fail(refusal)
    for (const query of transaction.queries) query.committed = true
    this.#transaction = undefined
    this.#streams.clear()
    this.#connection.success({ bookmark, db: transaction.settings.database })
  }

  async #rollback (): Promise<void> {
    if (this.#transaction === undefined) return this.#refuse('ROLLBACK came without a transaction.')
    await this.#forget()
    this.#connection.success({})
  }

  /** The outcome of work that ends with RESET or with the connection. */
  async #unlessReset<T> (work: Awaitable<T>): Promise<T | typeof INTERRUPTED> {
    if (!(work instanceof Promise)) return work
    const outcome = await this.#connection.unlessInterrupted(work.then(value => ({ value })))
    return outcome === undefined ? INTERRUPTED : outcome.value
  }

  /** The outcome of work that RESET does not end. Responses to earlier requests are sent first. */
  async #inFull<T> (work: Awaitable<T>): Promise<T> {
    if (work instanceof Promise) await this.#connection.flush()
    return await work
  }

  /** Handles RESET during work, or the end of the connection. */
  #interrupted (): void {
    this.#hasFailed = true
    this.#connection.ignored()
  }

  #refuse (message: string): void {
    this.#backend.onViolation?.(message)
    this.#fail(failure(INVALID, message))
  }

  #fail ({ code, message, details }: Failure): void {
    this.#hasFailed = true
    this.#connection.failure(code, message, details)
  }

  /** Closes the connection after everything was sent. */
  async #hangUp (): Promise<void> {
    await this.#connection.flush()
    this.#connection.close(true)
  }

  /** Ends open transactions and streams without a commit. */
  async #forget (): Promise<void> {
    const transaction = this.#transaction
    this.#transaction = undefined
    this.#streams.clear()
    if (transaction !== undefined) await this.#inFull(this.#backend.rollback(transaction.settings.transaction))
  }

  #homeDatabase (impersonatedUser: string | undefined): string {
    return this.#backend.homeDatabaseOf?.(impersonatedUser ?? this.#user) ?? this.#backend.homeDatabase
  }

  #settings (extra: RecordShape<string>): TransactionSettings {
    return settingsFrom(extra, this.#user, this.#homeDatabase(extra.imp_user ?? undefined), undefined)
  }

  async #routingRecord ({ context, database }: RecordShape<string>, bookmarks: readonly string[]): Promise<Reply> {
    const table = await this.#tableFor(context, bookmarks, database ?? undefined, undefined)
    if (table === INTERRUPTED) return {}
    if ('kind' in table) return { failure: table }
    return { keys: ['ttl', 'servers'], rows: [[table.ttl, table.servers]], end: { type: 'r' } }
  }
}
