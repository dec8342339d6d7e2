import { newError } from '../error.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { Rules } from '../mapping/rule.js'
import type { BookmarkManager } from '../session/bookmark-manager.js'
import type { Query, TransactionConfig } from '../session/query.js'
import { resultTransformers, type ResultTransformer } from '../session/result-transformers.js'
import type { ManagedTransactionWork } from '../session/session.js'
import { TELEMETRY_API } from '../session/session-context.js'
import type { AuthToken } from '../types/auth-token.js'
import type { EagerResult } from '../types/eager-result.js'
import type { DriverCore } from './driver-core.js'

/** Which servers of a cluster may run the query of `executeQuery`: those that write, or also those that only read. */
export type RoutingControl = 'WRITE' | 'READ'

/** Which servers of a cluster `executeQuery` may use. */
export const routing = Object.freeze({
  WRITE: 'WRITE' as const,
  READ: 'READ' as const
})

/** The settings of one `driver.executeQuery`; all are optional. */
export declare class QueryConfig<T = EagerResult> {
  private constructor ()
  /** Default `WRITE`; `READ` for queries that only read. */
  routing?: RoutingControl
  /** Default: the user's home database. */
  database?: string
  /** The user in whose name the query runs; the driver's user needs the right to do so. Neo4j 4.4 and newer. */
  impersonatedUser?: string
  /** Default: the driver's, which links all calls; null for none. */
  bookmarkManager?: BookmarkManager | null
  /** What becomes of the result; default {@link EagerResult}. */
  resultTransformer?: ResultTransformer<T>
  /** Timeout, metadata and the like of the transaction. Default: those of the server. */
  transactionConfig?: TransactionConfig
  /** What the query does, in a few words: see `querySummary` of {@link TransactionConfig}, which this replaces. */
  querySummary?: string
  /** Another user than the driver's. Neo4j 5.5 and newer. */
  auth?: AuthToken
  /** Ends the call when aborted, with a {@link Neo4jError} whose `code` is `ABORT_ERR`. A COMMIT that is on its way is not ended. */
  signal?: AbortSignal
  /** What becomes of values in records, by type; each replaces the driver's hook of that type. */
  hydrationHooks?: HydrationHooks
  /** What becomes of parameters, before the driver's hooks. */
  dehydrationHooks?: readonly DehydrationHook[]
}

/** What a call needs of its driver; a bookmark manager that was put in the place of the driver's own is used. */
interface QueryingDriver {
  readonly _core: DriverCore
  readonly executeQueryBookmarkManager: BookmarkManager
}

/**
 * One session, one transaction function, one query: BEGIN, RUN and PULL leave together, COMMIT follows. The session's
 * public methods are called, as in neo4j-driver: tools that trace queries replace those.
 */
export async function executeQuery<T> (driver: QueryingDriver, query: Query, parameters: any, config: QueryConfig<T>, parameterRules?: Rules): Promise<T> {
  const mode = config.routing ?? routing.WRITE
  if (mode !== routing.READ && mode !== routing.WRITE) {
    throw newError(`Illegal query routing config: "${String(mode)}"`)
  }
  const transform = config.resultTransformer ?? resultTransformers.eager() as unknown as ResultTransformer<T>
  const session = driver._core.openSession({
    database: config.database,
    impersonatedUser: config.impersonatedUser,
    bookmarkManager: config.bookmarkManager === null ? undefined : config.bookmarkManager ?? driver.executeQueryBookmarkManager,
    auth: config.auth,
    signal: config.signal,
    hydrationHooks: config.hydrationHooks,
    dehydrationHooks: config.dehydrationHooks
  })
  session._core.managed = { api: TELEMETRY_API.executeQuery, pipelined: true }
  const transactionConfig = config.querySummary == null ? config.transactionConfig : { ...config.transactionConfig, querySummary: config.querySummary }
  const work: ManagedTransactionWork<T> = tx => transform(tx.run(query, parameters, parameterRules))
  try {
    return await (mode === routing.READ ? session.executeRead(work, transactionConfig) : session.executeWrite(work, transactionConfig))
  } finally {
    await session.close()
  }
}
