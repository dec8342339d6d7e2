import type { neo4j as Neo4j } from '../../../src/entry/full.js'
import type { World } from '../world/world.js'
import { isOddThing, OwnError } from './callbacks.js'
import type { CallKind, CallRecord, Records, ToldError, WriteRecord } from './outcome.js'

/** Where a call belongs, and whose it is. */
export interface CallContext {
  readonly kind: CallKind
  readonly step: number
  readonly parent?: number
  readonly session?: number
  readonly user?: string
  readonly impersonatedUser?: string
  readonly database?: string
  /** How long it may take, in milliseconds. */
  readonly within: number
  readonly mustSee?: readonly string[]
}

/** Writes down what one client is told. */
export class Told {
  readonly client: number
  readonly #world: World
  readonly #records: Records
  readonly #neo4j: Pick<typeof Neo4j, 'Neo4jError'>

  constructor (client: number, world: World, records: Records, neo4j: Pick<typeof Neo4j, 'Neo4jError'>) {
    this.client = client
    this.#world = world
    this.#records = records
    this.#neo4j = neo4j
  }

  get now (): number {
    return this.#world.clock.now()
  }

  call ({ kind, step, parent, session, user, impersonatedUser, database, within, mustSee = [] }: CallContext): CallRecord {
    const record: CallRecord = {
      call: this.#records.calls.length + 1,
      parent,
      client: this.client,
      step,
      kind,
      session,
      user,
      impersonatedUser,
      database,
      begunAt: this.now,
      dueAt: this.now + within,
      settledAt: undefined,
      abortedAt: undefined,
      outcome: { kind: 'pending' },
      rows: undefined,
      sight: undefined,
      mustSee
    }
    this.#records.calls.push(record)
    if (this.#world.isTraced) this.#trace(`call ${record.call}: ${kind}${session === undefined ? '' : ` of session ${session}`}`)
    return record
  }

  /** Waits for a call, and writes down how it has settled. @throws what it has thrown */
  async settle<T> (record: CallRecord, work: () => PromiseLike<T>): Promise<T> {
    try {
      const value = await work()
      this.#settled(record)
      record.outcome = { kind: 'value' }
      if (this.#world.isTraced) this.#trace(`call ${record.call}: done${record.rows === undefined ? '' : `, ${record.rows.received} rows`}`)
      return value
    } catch (error) {
      this.#settled(record)
      const told = this.#describe(error)
      record.outcome = { kind: 'error', error: told }
      if (this.#world.isTraced) this.#trace(`call ${record.call}: ${told.name} ${told.code ?? ''} ${told.outcome ?? ''} ${told.message}`)
      throw error
    }
  }

  write (id: string, call: number, isIdempotent: boolean): WriteRecord {
    const known = this.#records.writes.get(id)
    if (known !== undefined) return known
    const record: WriteRecord = { id, call, promised: 'nothing', promisedAt: undefined, isIdempotent }
    this.#records.writes.set(id, record)
    return record
  }

  /** What was promised once stays: later calls say nothing new of it. */
  promise (writes: Iterable<WriteRecord>, call: number, promised: WriteRecord['promised']): void {
    for (const write of writes) {
      if (write.promised === 'committed' || write.promised === 'notCommitted') continue
      write.call = call
      write.promised = promised
      write.promisedAt = this.now
    }
  }

  /** What an error says about the writes of a call. @param isIdempotent earlier attempts may have been committed */
  promiseOf (error: unknown, { kind }: CallRecord, isIdempotent: boolean): WriteRecord['promised'] {
    const { outcome, code } = this.#describe(error)
    if (outcome !== undefined) return outcome === 'unknown' ? 'unknown' : 'notCommitted'
    if (isIdempotent) return 'unknown'
    // What the program itself throws rolls a transaction function back. A reader that throws says nothing of its query.
    const isRolledBack = code === undefined ? kind !== 'run' && this.#isOwn(error) : code.startsWith('Neo.')
    return isRolledBack ? 'notCommitted' : 'unknown'
  }

  surprise (what: string): void {
    this.#records.surprises.push({ client: this.client, at: this.now, what })
  }

  #settled (record: CallRecord): void {
    if (record.settledAt !== undefined) this.surprise(`call ${record.call} has settled twice`)
    record.settledAt = this.now
  }

  #describe (error: unknown): ToldError {
    if (error instanceof this.#neo4j.Neo4jError) {
      const { name, code, message, retriable, outcome, phase } = error
      return { name, code, message, retriable, outcome, phase, isTyped: true }
    }
    const { name, message } = error instanceof Error ? error : { name: `${typeof error} thrown`, message: String(error) }
    return { name, code: undefined, message, retriable: false, outcome: undefined, phase: undefined, isTyped: this.#isOwn(error) }
  }

  #isOwn (error: unknown): boolean {
    return error instanceof OwnError || isOddThing(error)
  }

  #trace (what: string): void {
    this.#world.trace(`client ${this.client}`, what)
  }
}
