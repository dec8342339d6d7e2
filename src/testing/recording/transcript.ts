import { isDeepStrictEqual } from 'node:util'
import type { Capabilities } from '../../bolt/versions.js'
import type { RecordShape } from '../../types/record.js'
import type { QueryLog } from '../conversation/query-log.js'
import { type ReceivedQuery, settingsFrom, type TransactionSettings } from '../conversation/received-query.js'
import { isRoutingProcedure } from '../conversation/routing.js'
import type { FailureCause } from '../wire/failure.js'
import { toNotation } from './notation.js'
import type { Exchange, RecordedFailure, RecordedQuery, Recording } from './recording.js'
import { Redaction } from './redaction.js'
import type { Json, JsonMap } from './tagged-values.js'

/** A request with its complete response. */
export interface AnsweredRequest {
  readonly name: string
  readonly fields: readonly unknown[]
  readonly rows: ReadonlyArray<readonly unknown[]>
  readonly answer: 'SUCCESS' | 'FAILURE' | 'IGNORED'
  readonly metadata: RecordShape<string>
}

/** What all connections of a recorder have recorded. */
export class Transcript {
  readonly redaction = new Redaction()
  readonly #exchanges: Exchange[] = []
  #server = ''
  #homeDatabase: string | undefined
  #newest: Capabilities | undefined

  greeted (server: string, capabilities: Capabilities): void {
    this.#server = server
    this.#newest ??= capabilities
  }

  add (exchange: Exchange): void {
    this.#exchanges.push(exchange)
  }

  /** Called when the server has reported the home database. */
  homeIs (database: string): void {
    this.#homeDatabase ??= database
  }

  get homeDatabase (): string {
    return this.#homeDatabase ?? 'neo4j'
  }

  recording (): Recording {
    const bolt = this.#newest === undefined ? '' : `${this.#newest.major}.${this.#newest.minor}`
    return { server: this.#server, bolt, homeDatabase: this.homeDatabase, exchanges: this.#exchanges }
  }
}

interface OpenQuery {
  readonly recorded: RecordedQuery
  readonly received: ReceivedQuery
  /** Whether its parameters contain credentials, which its records may repeat. */
  readonly hasSecrets: boolean
}

/** Records one connection as queries and ends of transactions. */
export class ConnectionTranscript {
  readonly #transcript: Transcript
  readonly #log: QueryLog
  #user: string | undefined
  #transaction: { readonly settings: TransactionSettings & { readonly transaction: number }, readonly extra: RecordShape<string>, readonly queries: ReceivedQuery[] } | undefined
  readonly #open = new Map<number, OpenQuery>()
  #lastQuery = -1

  constructor (transcript: Transcript, log: QueryLog) {
    this.#transcript = transcript
    this.#log = log
  }

  loggedOn (user: string | undefined): void {
    this.#user = user
  }

  add (request: AnsweredRequest): void {
    if (request.answer === 'IGNORED') return
    switch (request.name) {
      case 'BEGIN': return this.#begin(request)
      case 'RUN': return this.#run(request)
      case 'PULL': case 'DISCARD': return this.#pull(request)
      case 'COMMIT': return this.#end('commit', request)
      case 'ROLLBACK': return this.#end('rollback', request)
      case 'RESET': return this.over()
    }
  }

  /** Called when the connection is reset or closed. */
  over (): void {
    if (this.#transaction !== undefined) this.#transcript.add({ transaction: this.#transaction.settings.transaction, event: 'rollback' })
    this.#transaction = undefined
    this.#open.clear()
  }

  #begin ({ fields, answer, metadata }: AnsweredRequest): void {
    const extra = fields[0] as RecordShape<string>
    const transaction = this.#log.nextTransaction()
    if (answer === 'FAILURE') {
      this.#transcript.add({ transaction, event: 'begin', database: extra.db, failure: this.#failure(metadata) })
      return
    }
    this.#noteHome(extra, metadata)
    this.#transaction = { settings: { ...this.#settings(extra), transaction }, extra, queries: [] }
  }

  #run ({ fields, answer, metadata }: AnsweredRequest): void {
    const [query, parameters, own = {}] = fields as [string, RecordShape<string>, RecordShape<string>?]
    if (isRoutingProcedure(query)) return
    const extra = this.#transaction?.extra ?? own
    const { redaction } = this.#transcript
    const all = toNotation(parameters) as JsonMap
    const shown = redaction.values(all) as JsonMap
    const received: ReceivedQuery = { text: query, parameters, ...(this.#transaction?.settings ?? this.#settings(extra)), committed: false }
    const recorded: RecordedQuery = {
      query: redaction.text(query),
      parameters: shown,
      database: extra.db,
      mode: received.mode,
      transaction: received.transaction
    }
    this.#log.queries.push(received)
    this.#transaction?.queries.push(received)
    this.#transcript.add(recorded)
    if (answer === 'FAILURE') {
      recorded.failure = this.#failure(metadata)
      return
    }
    const { fields: keys, qid, ...start } = metadata
    this.#noteHome(extra, metadata)
    Object.assign(recorded, { keys, records: [], start: toNotation(start), partial: true })
    this.#lastQuery = qid === undefined ? this.#lastQuery + 1 : Number(qid)
    this.#open.set(this.#lastQuery, { recorded, received, hasSecrets: !isDeepStrictEqual(all, shown) })
  }

  #pull ({ fields, rows, answer, metadata }: AnsweredRequest): void {
    const { qid = -1 } = (fields[0] ?? {}) as RecordShape<string>
    const id = Number(qid) < 0 ? this.#lastQuery : Number(qid)
    const open = this.#open.get(id)
    if (open === undefined) return
    const { recorded, received, hasSecrets } = open
    for (const row of rows) {
      const json = toNotation(row)
      recorded.records?.push((hasSecrets ? this.#transcript.redaction.values(json) : json) as Json[])
    }
    if (answer === 'FAILURE') {
      recorded.failure = this.#failure(metadata)
    } else if (metadata.has_more === true) {
      return
    } else {
      recorded.summary = toNotation(metadata) as JsonMap
      if (typeof metadata.db === 'string' && recorded.database === undefined) this.#transcript.homeIs(metadata.db)
      received.committed = this.#transaction === undefined
    }
    delete recorded.partial
    this.#open.delete(id)
  }

  #end (event: 'commit' | 'rollback', { answer, metadata }: AnsweredRequest): void {
    if (this.#transaction === undefined) return
    const { settings: { transaction }, queries } = this.#transaction
    this.#transaction = undefined
    this.#open.clear()
    const failure = answer === 'FAILURE' ? this.#failure(metadata) : undefined
    if (event === 'commit' && failure === undefined) for (const query of queries) query.committed = true
    this.#transcript.add({ transaction, event, bookmark: metadata.bookmark, failure })
  }

  #settings (extra: RecordShape<string>): TransactionSettings {
    return settingsFrom(extra, this.#user, this.#transcript.homeDatabase, undefined)
  }

  /** Since Bolt 5.8, the responses to BEGIN and RUN name the database. */
  #noteHome (extra: RecordShape<string>, { db }: RecordShape<string>): void {
    if (extra.db == null && typeof db === 'string') this.#transcript.homeIs(db)
  }

  #failure (metadata: RecordShape<string>): RecordedFailure {
    const { message, ...details } = this.#cause(metadata)
    return { code: metadata.neo4j_code ?? metadata.code, message, ...details as unknown as JsonMap }
  }

  #cause ({ message, gql_status: gqlStatus, description, diagnostic_record: record, cause }: RecordShape<string>): FailureCause {
    const { redaction } = this.#transcript
    return {
      message: redaction.text(message),
      ...(gqlStatus != null && { gqlStatus }),
      ...(description != null && { description: redaction.text(description) }),
      ...(record != null && { diagnosticRecord: toNotation(record) as JsonMap }),
      ...(cause != null && { cause: this.#cause(cause) })
    }
  }
}
