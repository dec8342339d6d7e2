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

/** Which servers of a cluster may run the query of `executeQuery`: writers (`WRITE`), or readers (`READ`). */
export type RoutingControl = 'WRITE' | 'READ'

/** Values of {@link QueryConfig.routing}. */
export const routing = Object.freeze({
  WRITE: 'WRITE' as const,
  READ: 'READ' as const
})

/** The config of one `driver.executeQuery` call; all keys are optional. */
export declare class QueryConfig<T = EagerResult> {
  private constructor ()
  /** `WRITE` (the default), or `READ` for queries that only read. */
  routing?: RoutingControl
  /** The name of the database. Default: the user's home database. */
  database?: string
  /** The user on whose behalf the query runs; the driver's user needs the privilege to impersonate. Requires Neo4j 4.4 or newer. Default: none. */
  impersonatedUser?: string
  /** Supplies and receives bookmarks; null for none. Default: the driver's {@link Driver.executeQueryBookmarkManager}, shared by all calls. */
  bookmarkManager?: BookmarkManager | null
  /** Converts the result. Default: to an {@link EagerResult}. */
  resultTransformer?: ResultTransformer<T>
  /** Timeout (in milliseconds), metadata and other settings of the transaction. Default: those of the server. */
  transactionConfig?: TransactionConfig
  /** A short description of the query: overrides `querySummary` of {@link TransactionConfig}. Default: that one. */
  querySummary?: string
  /** The token of another user than the driver's. Requires Neo4j 5.5 or newer. Default: the driver's token. */
  auth?: AuthToken
  /** Ends the call when it is aborted, with a {@link Neo4jError} whose `code` is `ABORT_ERR`. A COMMIT that was sent is not canceled. */
  signal?: AbortSignal
  /** Conversions of values in records, by type; each overrides the driver's hook for that type. */
  hydrationHooks?: HydrationHooks
  /** Conversions of parameters; tried before the driver's hooks. */
  dehydrationHooks?: readonly DehydrationHook[]
}

/** The parts of the driver that a call uses. A bookmark manager that replaces the driver's own is used. */
interface QueryingDriver {
  readonly _core: DriverCore
  readonly executeQueryBookmarkManager: BookmarkManager
}

/**
 * One session, one transaction function, one query: BEGIN, RUN and PULL are sent together, then COMMIT. It calls the public
 * methods of the session, as neo4j-driver does, because tools that trace queries replace those.
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
