import type { SessionConfig } from '../../../src/driver/session-config.js'
import type { ManagedTransaction } from '../../../src/session/managed-transaction.js'
import type { Result } from '../../../src/session/result.js'
import type { EagerResult } from '../../../src/types/eager-result.js'
import type { TransactionConfig } from '../../../src/session/query.js'
import type { Cluster } from '../cluster/cluster.js'
import type { DriverUnderTest } from '../runner/driver-under-test.js'
import type { Random, World } from '../world/world.js'
import { drawOddThing, OwnError } from './callbacks.js'
import type { OpenDriver } from './driver-maker.js'
import { Known, type OpenSession, type OpenTransaction } from './opened.js'
import type { CallRecord, WriteRecord } from './outcome.js'
import { read, readingTime, readReactively, takeAll } from './reading.js'
import { type CallPlan, type ClientPlan, describeStep, type Reading, type SessionPlan, type StatementPlan, type Step, textOf } from './steps.js'
import type { Told } from './told.js'

/** How long a slow transaction function pauses, in milliseconds. */
const WORK_PAUSE = 3000
/** For which answer to COMMIT a driver waits after an abort. */
const COMMIT_PATIENCE = 32_000

export interface ClientParts {
  readonly world: World
  readonly cluster: Cluster
  readonly under: DriverUnderTest
  readonly of: OpenDriver
  readonly told: Told
  readonly nextSession: () => number
}

type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>

/** One attempt of a transaction function. */
interface Attempt {
  readonly tx: ManagedTransaction
  readonly step: StepOf<'function'>
  readonly open: OpenSession
  readonly parent: CallRecord
  readonly random: Random
}

/** Runs a query in a session or a transaction. */
type Run = (text: string, parameters: object) => Result

/** Plays the program of one client. Its methods never reject: what was told is in the records. */
export class Client {
  readonly #parts: ClientParts
  readonly #plan: ClientPlan
  readonly #sessions = new Map<number, OpenSession>()
  readonly #transactions = new Map<number, OpenTransaction>()
  #isStopped = false
  #stop = (): void => {}
  readonly #stopped = new Promise<void>(resolve => { this.#stop = resolve })

  constructor (plan: ClientPlan, parts: ClientParts) {
    this.#plan = plan
    this.#parts = parts
  }

  /** Resolves after the last step, or when the client is stopped. */
  async play (): Promise<void> {
    const { world, told } = this.#parts
    for (const [index, step] of this.#plan.steps.entries()) {
      if (this.#isStopped) return
      if (!world.step(told.client, index, describeStep(step))) continue
      const done = this.#do(step, index).catch(() => {})
      if (step.waits) await Promise.race([done, this.#stopped])
    }
  }

  /** No more steps, and no more waiting for one. Then everything is closed. */
  async finish (): Promise<void> {
    this.#isStopped = true
    this.#stop()
    await Promise.all([...this.#sessions.values()].map(async open => { await this.#closeSession(open, this.#plan.steps.length).catch(() => {}) }))
  }

  async #do (step: Step, index: number): Promise<unknown> {
    switch (step.kind) {
      case 'think': return await this.#parts.world.sleep(step.milliseconds)
      case 'open': return this.#open(step, index)
      case 'run': return await this.#run(step, index)
      case 'begin': return await this.#begin(step, index)
      case 'txRun': return await this.#txRun(step, index)
      case 'commit': return await this.#commit(step, index)
      case 'rollback': case 'txClose': return await this.#rollback(step.kind, step, index)
      case 'function': return await this.#function(step, index)
      case 'executeQuery': return await this.#executeQuery(step, index)
      case 'rxRun': return await this.#rxRun(step, index)
      case 'close': {
        const open = this.#sessions.get(step.session)
        return open && await this.#closeSession(open, index)
      }
      case 'verify': return await this.#verify(step, index)
      case 'closeDriver': return await this.#closeDriver(index)
    }
  }

  get #driver (): OpenDriver['driver'] {
    return this.#parts.of.driver
  }

  /** The session that had the place before is closed. */
  #open ({ session: place, plan }: StepOf<'open'>, index: number): void {
    const { of, nextSession, told } = this.#parts
    const before = this.#sessions.get(place)
    if (before !== undefined) this.#closeSession(before, index).catch(() => {})
    const { known, config } = this.#session(plan)
    const session = this.#driver.session(config)
    this.#sessions.set(place, { number: nextSession(), session, plan, user: plan.user ?? of.plan.auth.user, known, busyUntil: told.now })
  }

  /** What a session is opened with, and what it knows of by that. */
  #session (plan: SessionPlan): { readonly config: SessionConfig, readonly known: Known } {
    const { of, cluster } = this.#parts
    const former = plan.continues === undefined ? undefined : this.#sessions.get(plan.continues)
    const config: SessionConfig = {
      defaultAccessMode: plan.mode,
      database: plan.database,
      impersonatedUser: plan.impersonatedUser,
      fetchSize: plan.fetchSize,
      auth: plan.user === undefined ? undefined : cluster.directory.tokenOf(plan.user).token,
      bookmarkManager: plan.sharesBookmarks ? of.bookmarkManager : undefined,
      bookmarks: former?.session.lastBookmarks()
    }
    if (plan.sharesBookmarks) return { config, known: of.sharedKnown }
    // The last bookmarks of a session do not say what its bookmark manager knows.
    return { config, known: former === undefined || former.plan.sharesBookmarks ? new Known() : former.known.copy() }
  }

  async #run ({ session: place, statement, reading, config }: StepOf<'run'>, index: number): Promise<void> {
    const open = this.#sessions.get(place)
    if (open === undefined) return
    const { told, of } = this.#parts
    const within = this.#behind(open, of.due.acquisition + of.due.query(statement, open.plan.fetchSize) + readingTime(reading))
    const record = told.call({ kind: 'run', step: index, ...sessionOf(open), within, mustSee: open.known.ids })
    const writes = this.#writesOf([statement], record.call, false)
    await this.#settleWrites(record, writes, open.known, false, async () => {
      const settings = this.#configOf(config, record, readingTime(reading))
      return await this.#query((text, parameters) => open.session.run(text, parameters, settings), statement, reading, record, `w${record.call}.0`)
    })
  }

  /** In a reactive session of its own, which is closed behind it. */
  async #rxRun ({ plan, statement, unsubscribesAfter, config }: StepOf<'rxRun'>, index: number): Promise<void> {
    const { told, of } = this.#parts
    const { config: sessionConfig, known } = this.#session(plan)
    const session = this.#driver.rxSession(sessionConfig)
    const { impersonatedUser, database, user = of.plan.auth.user } = plan
    const within = of.due.beginning + of.due.query(statement, plan.fetchSize)
    const record = told.call({ kind: 'rxRun', step: index, user, impersonatedUser, database, within, mustSee: known.ids })
    const writes = this.#writesOf([statement], record.call, false)
    const id = `w${record.call}.0`
    await this.#settleWrites(record, writes, known, false, async () => {
      const result = session.run(textOf(statement), { call: record.call, id }, this.#configOf(config, record))
      return await readReactively(result.records(), unsubscribesAfter, this.#reader(record, statement, id))
    })
    const closing = told.call({ kind: 'sessionClose', step: index, user, within: of.due.acquisition + of.due.requests(4) })
    await told.settle(closing, async () => { await session[Symbol.asyncDispose]() })
  }

  async #begin ({ session: place, transaction, config }: StepOf<'begin'>, index: number): Promise<void> {
    const open = this.#sessions.get(place)
    if (open === undefined) return
    const { told, of } = this.#parts
    const within = this.#behind(open, of.due.beginning)
    const begin = told.call({ kind: 'begin', step: index, ...sessionOf(open), within, mustSee: open.known.ids })
    const mustSee = open.known.ids
    const handle = await told.settle(begin, async () => await open.session.beginTransaction(this.#configOf(config, begin)))
    this.#transactions.set(transaction, { of: open, begin, handle, writes: [], mustSee, isIdempotent: config.idempotent, isCommitTried: false })
  }

  async #txRun ({ transaction: place, statement, reading }: StepOf<'txRun'>, index: number): Promise<void> {
    const open = this.#transactions.get(place)
    if (open === undefined) return
    const { told, of } = this.#parts
    const within = this.#behind(open.of, of.due.beginning + of.due.query(statement, open.of.plan.fetchSize) + readingTime(reading))
    const record = told.call({ kind: 'txRun', step: index, ...sessionOf(open.of), parent: open.begin.call, within, mustSee: open.mustSee })
    if (!open.isCommitTried) open.writes.push(...this.#writesOf([statement], record.call, open.isIdempotent))
    await told.settle(record, async () => await this.#query((text, parameters) => open.handle.run(text, parameters), statement, reading, record, `w${record.call}.0`))
  }

  async #commit ({ transaction: place }: { readonly transaction: number }, index: number): Promise<void> {
    const open = this.#transactions.get(place)
    if (open === undefined) return
    const { told, of } = this.#parts
    const record = told.call({ kind: 'commit', step: index, ...sessionOf(open.of), parent: open.begin.call, within: this.#behind(open.of, of.due.requests(2)) })
    const isFirst = !open.isCommitTried
    open.isCommitTried = true
    const work = async (): Promise<void> => { await open.handle.commit() }
    if (isFirst) await this.#settleWrites(record, [...open.writes], open.of.known, open.isIdempotent, async () => { await work(); return true })
    else await told.settle(record, work)
  }

  async #rollback (kind: 'rollback' | 'txClose', { transaction: place }: { readonly transaction: number }, index: number): Promise<void> {
    const open = this.#transactions.get(place)
    if (open === undefined) return
    const { told, of } = this.#parts
    const record = told.call({ kind, step: index, ...sessionOf(open.of), parent: open.begin.call, within: this.#behind(open.of, of.due.requests(2)) })
    await told.settle(record, async () => { await (kind === 'rollback' ? open.handle.rollback() : open.handle.close()) })
    if (!open.isCommitTried) told.promise(open.writes, record.call, 'notCommitted')
  }

  async #function (step: StepOf<'function'>, index: number): Promise<void> {
    const open = this.#sessions.get(step.session)
    if (open === undefined) return
    const { told, of, world } = this.#parts
    const { statements, mishap, config, mode } = step
    const queries = of.due.queries(statements, open.plan.fetchSize)
    const attempt = of.due.acquisition + of.due.requests(2) + queries + (mishap === 'isSlow' ? WORK_PAUSE : 0)
    const within = this.#behind(open, mishap === 'neverSettles' ? Infinity : of.due.function(attempt))
    const record = told.call({ kind: mode === 'READ' ? 'executeRead' : 'executeWrite', step: index, ...sessionOf(open), within, mustSee: open.known.ids })
    const writes = this.#writesOf(statements, record.call, config.idempotent)
    const random = world.random.fork(`client ${told.client} step ${index}`)
    await this.#settleWrites(record, writes, open.known, config.idempotent, async () => {
      const work = async (tx: ManagedTransaction): Promise<boolean> => await this.#work({ tx, step, open, parent: record, random })
      const settings = this.#configOf(config, record, COMMIT_PATIENCE)
      return mode === 'READ' ? await open.session.executeRead(work, settings) : await open.session.executeWrite(work, settings)
    })
  }

  /** @returns whether all queries have succeeded: work that swallows the errors of queries succeeds although its transaction has failed */
  async #work ({ tx, step: { statements, mishap }, open, parent, random }: Attempt): Promise<boolean> {
    const { told, of, world } = this.#parts
    let hasFailed = false
    const run = async (statement: StatementPlan, i: number, reading: Reading): Promise<unknown> => {
      const within = of.due.beginning + of.due.queries(mishap === 'runsAtOnce' || mishap === 'doesNotWait' ? statements : [statement], open.plan.fetchSize)
      const record = told.call({ kind: 'txRun', step: parent.step, ...sessionOf(open), parent: parent.call, within, mustSee: parent.mustSee })
      return await told.settle(record, async () => await this.#query((text, parameters) => tx.run(text, parameters), statement, reading, record, `w${parent.call}.${i}`))
    }
    if (mishap === 'runsAtOnce') {
      await Promise.all(statements.map(async (statement, i) => await run(statement, i, { way: 'await' })))
      return true
    }
    for (const [i, statement] of statements.entries()) {
      const running = run(statement, i, { way: mishap === 'doesNotWait' ? 'abandon' : 'await' })
      if (mishap === 'doesNotWait') running.catch(() => {})
      else if (mishap === 'swallowsErrors') await running.catch(() => { hasFailed = true })
      else await running
      if (mishap === 'isSlow') await world.sleep(WORK_PAUSE / statements.length)
    }
    if (mishap === 'throws') throw new OwnError('The work throws')
    if (mishap === 'rejectsOddly') throw drawOddThing(random)
    if (mishap === 'neverSettles') await new Promise<never>(() => {})
    if (mishap === 'closesItsSession') this.#closeSession(open, parent.step).catch(() => {})
    return !hasFailed
  }

  async #executeQuery ({ routing, database, statement, throwsInMapper, config }: StepOf<'executeQuery'>, index: number): Promise<void> {
    const { told, of, under } = this.#parts
    const { user } = of.plan.auth
    const within = of.due.function(of.due.acquisition + of.due.query(statement, undefined) + of.due.requests(2))
    const record = told.call({ kind: 'executeQuery', step: index, user, database, within, mustSee: of.queryKnown.ids })
    const writes = this.#writesOf([statement], record.call, config.idempotent)
    const settings = this.#configOf(config, record, COMMIT_PATIENCE)
    const { signal, ...transactionConfig } = settings
    const transformer = under.neo4j.resultTransformers.mapped<never, EagerResult>({ map: () => { throw new OwnError('A mapper throws') } })
    await this.#settleWrites(record, writes, of.queryKnown, config.idempotent, async () => {
      const id = `w${record.call}.0`
      const given = { routing, database, signal, transactionConfig, resultTransformer: throwsInMapper ? transformer : undefined }
      const { records } = await this.#driver.executeQuery(textOf(statement), { call: record.call, id }, given)
      takeAll(records, this.#reader(record, statement, id))
      return true
    })
  }

  async #closeSession (open: OpenSession, index: number): Promise<void> {
    const { told, of } = this.#parts
    const record = told.call({ kind: 'sessionClose', step: index, ...sessionOf(open), within: this.#behind(open, of.due.acquisition + of.due.requests(4)) })
    await told.settle(record, async () => { await open.session.close() })
  }

  async #verify ({ what }: StepOf<'verify'>, index: number): Promise<void> {
    const { told, of } = this.#parts
    const record = told.call({ kind: 'verify', step: index, user: of.plan.auth.user, within: 2 * of.due.acquisition + of.due.requests(4) })
    await told.settle(record, async () => {
      if (what === 'connectivity') await this.#driver.verifyConnectivity()
      else if (what === 'serverInfo') await this.#driver.getServerInfo()
      else await this.#driver.verifyAuthentication()
    })
  }

  async #closeDriver (index: number): Promise<void> {
    const { told, of } = this.#parts
    const record = told.call({ kind: 'driverClose', step: index, within: of.due.acquisition + of.due.requests(4) })
    await told.settle(record, async () => { await this.#driver.close() })
  }

  /** @returns whether it is known to be done */
  async #query (run: Run, statement: StatementPlan, reading: Reading, record: CallRecord, id: string): Promise<boolean> {
    const result = run(textOf(statement), { call: record.call, ...(statement.verb === 'WRITE' && { id }) })
    return await read(result, reading, this.#reader(record, statement, id))
  }

  #reader (record: CallRecord, statement: StatementPlan, id: string): Parameters<typeof read>[2] {
    const { told, world } = this.#parts
    return { record, statement, id, sleep: world.sleep, onSurprise: what => { told.surprise(what) } }
  }

  /** The call decides on the writes: what it is told is a promise, if its work is known to be done. */
  async #settleWrites (record: CallRecord, writes: readonly WriteRecord[], known: Known, isIdempotent: boolean, work: () => Promise<boolean>): Promise<void> {
    const { told } = this.#parts
    try {
      if (!await told.settle(record, work)) return
      told.promise(writes, record.call, 'committed')
      known.add(writes)
    } catch (error) {
      told.promise(writes, record.call, told.promiseOf(error, record, isIdempotent))
    }
  }

  #writesOf (statements: readonly StatementPlan[], call: number, isIdempotent: boolean): WriteRecord[] {
    return statements.flatMap(({ verb }, i) => verb === 'WRITE' ? [this.#parts.told.write(`w${call}.${i}`, call, isIdempotent)] : [])
  }

  /** With a signal that is aborted in time. Then the call is due at once. @param grace but for so many milliseconds */
  #configOf ({ abortAfter, timeout, idempotent, pipelineBegin }: CallPlan, record: CallRecord, grace: number = 0): TransactionConfig {
    const { world, told } = this.#parts
    const config: TransactionConfig = { timeout, idempotent, pipelineBegin }
    if (abortAfter === undefined || !this.#parts.under.takesSignals) return config
    const controller = world.abortController()
    world.clock.setTimeout(() => {
      // Some signals are never aborted, and some when nobody listens any more.
      if (record.settledAt !== undefined && record.call % 2 === 0) return
      if (world.isTraced) world.trace(`client ${told.client}`, `aborts call ${record.call}`)
      // A transaction hears the signal of its begin until it ends.
      record.abortedAt = told.now
      if (record.settledAt === undefined) {
        record.dueAt = Math.min(record.dueAt, told.now + grace + 1)
      }
      controller.abort()
    }, abortAfter)
    return { ...config, signal: controller.signal }
  }

  /** What is asked of a session waits for what it was asked before. @returns the time that it may take */
  #behind (open: OpenSession, milliseconds: number): number {
    const { now } = this.#parts.told
    open.busyUntil = Math.max(now, open.busyUntil) + milliseconds
    return open.busyUntil - now
  }
}

function sessionOf ({ number, user, plan }: OpenSession): { session: number, user: string, impersonatedUser: string | undefined, database: string | undefined } {
  return { session: number, user, impersonatedUser: plan.impersonatedUser, database: plan.database }
}
