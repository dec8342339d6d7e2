import type { RecordShape } from '../../types/record.js'
import { type Failure, failure } from '../wire/failure.js'
import type { ReceivedRequest } from '../wire/request.js'
import type { ServerConnection } from '../wire/server-connection.js'
import type { Backend, Reply } from './backend.js'
import { type ReceivedQuery, settingsFrom, type TransactionSettings } from './received-query.js'
import { databaseOf, isRoutingProcedure, tableOf } from './routing.js'
import { Stream } from './stream.js'

interface OpenTransaction {
  readonly settings: TransactionSettings & { readonly transaction: number }
  readonly queries: ReceivedQuery[]
}

/** Of requests that come in the wrong order. */
const INVALID = 'Neo.ClientError.Request.Invalid'

/**
 * The server's side of one connection, from the login on: its logins, transactions and streams, as Neo4j has them. What
 * the queries are answered with, the backend knows.
 */
export class Conversation {
  readonly #connection: ServerConnection
  readonly #backend: Backend
  #isLoggedOn = false
  #user: string | undefined
  /** Everything but RESET is ignored. */
  #hasFailed = false
  #transaction: OpenTransaction | undefined
  /** By the numbers of their queries. */
  readonly #streams = new Map<number, Stream>()
  #lastQuery = -1

  constructor (connection: ServerConnection, backend: Backend) {
    this.#connection = connection
    this.#backend = backend
  }

  /** Answers all that comes, until the connection ends. */
  async run (): Promise<void> {
    const connection = this.#connection
    for (let next = await connection.peek(); next !== undefined; next = await connection.peek()) {
      connection.take()
      await this.#answer(next)
    }
    this.#forget()
  }

  async #answer (request: ReceivedRequest): Promise<void> {
    if (request.name === 'GOODBYE') {
      this.#connection.close(true)
    } else if (request.name === 'RESET') {
      this.#hasFailed = false
      this.#forget()
      this.#connection.success({})
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
    if (!this.#isLoggedOn) return this.#fail(failure(INVALID, `${name} came before a login.`))
    switch (name) {
      case 'LOGOFF':
        this.#isLoggedOn = false
        return this.#connection.success({})
      case 'TELEMETRY': return this.#connection.success({})
      case 'ROUTE': return this.#connection.success({ rt: tableOf(first, this.#backend.address, databaseOf(request) ?? this.#backend.homeDatabase) })
      case 'BEGIN': return this.#begin(first)
      case 'RUN': return await this.#run(fields[0], second, third)
      case 'PULL': case 'DISCARD': return await this.#pull(name === 'PULL', first)
      case 'COMMIT': return this.#commit()
      case 'ROLLBACK': return this.#rollback()
    }
    this.#fail(failure(INVALID, `There is no request ${name} in this version of Bolt.`))
  }

  async #hello (metadata: RecordShape<string>): Promise<void> {
    const { agent } = this.#backend
    const { major, minor, utcPatch, logon } = this.#connection.capabilities
    const greeting = {
      server: agent ?? `Neo4j/${major}.${minor}.0`,
      connection_id: `bolt-${this.#connection.index + 1}`,
      hints: {},
      ...(utcPatch && Array.isArray(metadata.patch_bolt) && metadata.patch_bolt.includes('utc') && { patch_bolt: ['utc'] })
    }
    if (logon) {
      this.#connection.success(greeting)
    } else {
      await this.#logOn(metadata, greeting)
    }
  }

  /** A server closes the connection of a user that it does not know. */
  async #logOn (token: RecordShape<string>, answer: object): Promise<void> {
    const refusal = this.#backend.logOn(token)
    if (refusal !== undefined) {
      this.#fail(refusal)
      return await this.#hangUp()
    }
    this.#isLoggedOn = true
    this.#user = token.principal ?? undefined
    this.#connection.success({ ...answer })
  }

  #begin (extra: RecordShape<string>): void {
    if (this.#transaction !== undefined || this.#streams.size > 0) return this.#fail(failure(INVALID, 'BEGIN came while a transaction or a result is open.'))
    const transaction = this.#backend.log.nextTransaction()
    const settings = { ...this.#settings(extra), transaction }
    const refusal = this.#backend.begin(settings)
    if (refusal !== undefined) return this.#fail(refusal)
    this.#transaction = { settings, queries: [] }
    this.#connection.success(this.#connection.capabilities.homeDb ? { db: settings.database } : {})
  }

  async #run (text: unknown, parameters: RecordShape<string>, extra: RecordShape<string> = {}): Promise<void> {
    const transaction = this.#transaction
    if (transaction === undefined && this.#streams.size > 0) return this.#fail(failure(INVALID, 'RUN came before the result of the last query was read to its end.'))
    const settings = transaction?.settings ?? this.#settings(extra)
    const query: ReceivedQuery = { text: String(text), parameters, ...settings, committed: false }
    if (isRoutingProcedure(text)) return this.#answerRun(query, this.#routingRecord(parameters))
    this.#backend.log.queries.push(query)
    transaction?.queries.push(query)
    const reply = await this.#connection.unlessInterrupted(this.#replyTo(query))
    if (reply === undefined) {
      // RESET waits behind.
      this.#hasFailed = true
      this.#connection.ignored()
    } else if (reply.disconnects === 'before') {
      await this.#hangUp()
    } else {
      this.#answerRun(query, reply)
    }
  }

  /** Waits by the timers of the test, if it has replaced them. */
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
    if (stream === undefined) return this.#fail(failure(INVALID, `${isWanted ? 'PULL' : 'DISCARD'} came for a query that is not open.`))
    const { failure: end, beyond, disconnects } = stream.reply
    if (beyond !== undefined && !stream.hasMore) return this.#fail(beyond)
    try {
      for (const row of stream.take(Number(n))) if (isWanted) this.#connection.record(row)
    } catch (error) {
      return this.#fail(failure(INVALID, `The answer to «${stream.query.text}» can't be sent: ${(error as Error).message}`))
    }
    if (stream.isCut) return await this.#hangUp()
    if (stream.hasMore || beyond !== undefined) return this.#connection.success({ has_more: true })
    this.#streams.delete(id)
    if (end !== undefined) return this.#fail(end)
    this.#complete(stream)
    if (disconnects === 'after') await this.#hangUp()
  }

  #complete ({ query, reply }: Stream): void {
    const isAutoCommit = this.#transaction === undefined
    if (isAutoCommit) query.committed = true
    this.#connection.success({
      t_last: 0n,
      db: query.database,
      ...(isAutoCommit && { bookmark: this.#backend.log.nextBookmark() }),
      ...reply.end
    })
  }

  #commit (): void {
    const transaction = this.#transaction
    if (transaction === undefined) return this.#fail(failure(INVALID, 'COMMIT came without a transaction.'))
    const { failure: refusal, bookmark = this.#backend.log.nextBookmark() } = this.#backend.commit(transaction.settings.transaction)
    if (refusal !== undefined) return this.#fail(refusal)
    for (const query of transaction.queries) query.committed = true
    this.#transaction = undefined
    this.#streams.clear()
    this.#connection.success({ bookmark, db: transaction.settings.database })
  }

  #rollback (): void {
    if (this.#transaction === undefined) return this.#fail(failure(INVALID, 'ROLLBACK came without a transaction.'))
    this.#forget()
    this.#connection.success({})
  }

  #fail ({ code, message, details }: Failure): void {
    this.#hasFailed = true
    this.#connection.failure(code, message, details)
  }

  /** What was sent arrives before the connection ends. */
  async #hangUp (): Promise<void> {
    await this.#connection.flush()
    this.#connection.close(true)
  }

  /** Ends what is open without committing it. */
  #forget (): void {
    if (this.#transaction !== undefined) this.#backend.rollback(this.#transaction.settings.transaction)
    this.#transaction = undefined
    this.#streams.clear()
  }

  #settings (extra: RecordShape<string>): TransactionSettings {
    return settingsFrom(extra, this.#user, this.#backend.homeDatabase, undefined)
  }

  #routingRecord ({ context, database }: RecordShape<string>): Reply {
    const { ttl, servers } = tableOf(context, this.#backend.address, database ?? this.#backend.homeDatabase)
    return { keys: ['ttl', 'servers'], rows: [[ttl, servers]], end: { type: 'r' } }
  }
}
