import { checkSignal, sharedController } from '../abort.js'
import type { Capabilities } from '../bolt/versions.js'
import type { PoolStats } from '../pool-stats.js'
import { driverClosed } from '../pool/pools.js'
import { markAsInner } from '../core.js'
import { type BookmarkManager, bookmarkManager } from '../session/bookmark-manager.js'
import { Session } from '../session/session.js'
import type { SessionContext, SessionSettings } from '../session/session-context.js'
import type { AuthToken } from '../types/auth-token.js'
import type { ServerInfo } from '../types/server-info.js'
import type { DriverConfig } from './config.js'
import { oneOfEach } from './hidden-classes.js'
import { checkDatabase, checkSessionConfig, type SessionConfig } from './session-config.js'
import { checkAuthentication, fetchCapabilities, fetchServerInfo } from './verification.js'

/**
 * The amount of work before which the engine has compiled no code worth keeping: a hundred queries or transactions, or
 * two thousand records.
 */
const WARM = 2000
const WORK_OF_QUERY = 20

/** The parts that a driver is made of. */
export interface DriverParts {
  readonly config: DriverConfig
  readonly context: Omit<SessionContext, 'closing' | 'workEnded'>
}

/** The implementation of a driver; the public `Driver` is a handle for it. */
export class DriverCore {
  readonly config: DriverConfig
  /** The public `session` method of the driver, which tracing tools may have replaced. */
  readonly openSession: (config: SessionConfig) => Session
  readonly #context: SessionContext
  readonly #closing = sharedController()
  #executeQueryBookmarkManager: BookmarkManager | undefined
  #closed: Promise<void> | undefined
  #hiddenClasses: readonly object[] | undefined
  /** The work of the queries and transactions that have ended, compared with {@link WARM}. */
  #workDone = 0

  constructor ({ config, context }: DriverParts, openSession: (config: SessionConfig) => Session) {
    this.config = config
    this.openSession = openSession
    this.#context = { ...context, closing: this.#closing.signal, workEnded: records => { this.#workEnded(records) } }
  }

  /** Objects that are never read; see `hidden-classes.ts`. Made late, because they would double the cost of making a driver. */
  keepHiddenClasses (): readonly object[] {
    return (this.#hiddenClasses ??= oneOfEach(new Session(this.sessionParts({}))))
  }

  #workEnded (records: number): void {
    this.#workDone += WORK_OF_QUERY + records
    if (this.#workDone >= WARM && this.#hiddenClasses === undefined) this.keepHiddenClasses()
  }

  get isOpen (): boolean {
    return this.#closed === undefined
  }

  /** @internal For the conformance backend and tests: the source of connections. */
  get provider (): SessionContext['provider'] {
    return this.#context.provider
  }

  executeQueryBookmarkManager (): BookmarkManager {
    return (this.#executeQueryBookmarkManager ??= bookmarkManager())
  }

  /** The parts of a new session. @throws TypeError or Neo4jError if the config is invalid */
  sessionParts (given: SessionConfig): { context: SessionContext, settings: SessionSettings } {
    return { context: this.#context, settings: checkSessionConfig(given, this.config) }
  }

  async serverInfo (database?: string, signal?: AbortSignal): Promise<ServerInfo> {
    return await fetchServerInfo(this.#context.provider, checkDatabase(database), checkSignal(signal))
  }

  async capabilities (): Promise<Capabilities> {
    return await fetchCapabilities(this.#context.provider)
  }

  async verifyAuthentication (database: string | undefined, auth: AuthToken | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    const checkedDatabase = checkDatabase(database ?? (this.config.routing ? 'system' : undefined))
    return await checkAuthentication(this.#context.provider, checkedDatabase, auth, checkSignal(signal))
  }

  poolStats (): PoolStats {
    return this.#context.provider.poolStats()
  }

  async close (): Promise<void> {
    await (this.#closed ??= this.#close())
  }

  async #close (): Promise<void> {
    this.#closing.abort(driverClosed())
    // Lets data that have already arrived be processed first: they may complete a result.
    await Promise.resolve()
    await this.#context.provider.close()
  }
}

markAsInner(DriverCore.prototype)
