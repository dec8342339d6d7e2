import { checkSignal } from '../abort.js'
import { assertString } from '../assert.js'
import { assertAuthToken } from '../auth/token-manager.js'
import type { AccessMode } from '../bolt/messages.js'
import { newError } from '../error.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { BookmarkManager } from '../session/bookmark-manager.js'
import { Bookmarks } from '../session/bookmarks.js'
import { checkHooks } from '../session/check-hooks.js'
import type { SessionSettings } from '../session/session-context.js'
import { parseFlag, wrongSetting } from '../session/settings.js'
import type { AuthToken } from '../types/auth-token.js'
import { assertNotificationFilter, type NotificationFilter } from '../types/notification-filter.js'
import type { DriverConfig } from './config.js'
import { parseFetchSize, parseLeakThreshold } from './limits.js'

/** The config of a session; all keys are optional. */
export declare class SessionConfig {
  private constructor ()
  /** Where a cluster runs the queries of `session.run` and `beginTransaction`: `WRITE` (the default) or `READ`. */
  defaultAccessMode?: AccessMode
  /** The states of the database that the session's work must see. Default: none. */
  bookmarks?: string | string[]
  /** The name of the database. Default: the user's home database. */
  database?: string
  /** The user on whose behalf queries run; the driver's user needs the privilege to impersonate. Requires Neo4j 4.4 or newer. Default: none. */
  impersonatedUser?: string
  /** The number of records requested at a time, at least 1; -1 for all. With fewer than 10, at most one batch is in memory. Default: the driver's. */
  fetchSize?: number
  /** Supplies the bookmarks that the session's work must see, and receives those of its writes. Default: none. */
  bookmarkManager?: BookmarkManager
  /** Which notifications the server sends. Default: the driver's. */
  notificationFilter?: NotificationFilter
  /** The token of another user than the driver's. Requires Neo4j 5.5 or newer. Default: the driver's token. */
  auth?: AuthToken
  /** Whether `session.run()` never retries; see {@link Config}. Default: the driver's. */
  disableAutoCommitRetries?: boolean
  /** As in the driver's config, in milliseconds, for this session's connections; 0 for long-running work. Default: the driver's. */
  leakDetectionThreshold?: number
  /** Ends all work of the session when it is aborted, like the signal of a call ends that call. The session can still be closed. */
  signal?: AbortSignal
  /** Conversions of values in records, by type; each overrides the driver's hook for that type. A call can override it again. */
  hydrationHooks?: HydrationHooks
  /** Conversions of parameters; tried before the driver's hooks. */
  dehydrationHooks?: readonly DehydrationHook[]
}

/** Used instead of a value that is not an object. */
const NO_SETTINGS: SessionConfig = Object.freeze({})
/** The drivers whose log has the warning. */
const warned = new WeakSet<DriverConfig>()

/** Validates the user's config and applies the driver's defaults. @throws TypeError or Neo4jError that names the key */
export function checkSessionConfig (config: SessionConfig, driverConfig: DriverConfig): SessionSettings {
  const { fetchSize, disableAutoCommitRetries, leakDetectionThreshold } = driverConfig
  const given = config != null && typeof config === 'object' ? config : NO_SETTINGS
  if (config != null && given !== config) warnOfIgnored(config, driverConfig)
  return {
    mode: checkAccessMode(given.defaultAccessMode),
    database: checkDatabase(given.database),
    fetchSize: parseFetchSize(given.fetchSize, fetchSize),
    bookmarks: given.bookmarks == null ? Bookmarks.empty() : new Bookmarks(given.bookmarks),
    bookmarkManager: checkBookmarkManager(given.bookmarkManager),
    impersonatedUser: checkImpersonatedUser(given.impersonatedUser),
    auth: checkAuth(given.auth),
    notificationFilter: given.notificationFilter == null ? undefined : assertNotificationFilter(given.notificationFilter),
    disableAutoCommitRetries: parseFlag('disableAutoCommitRetries', given.disableAutoCommitRetries, disableAutoCommitRetries),
    leakDetectionThreshold: parseLeakThreshold(given.leakDetectionThreshold, leakDetectionThreshold),
    signal: checkSignal(given.signal),
    hooks: checkHooks(given, driverConfig.hooks)
  }
}

/** Old programs and libraries pass a mode or a name, which neo4j-driver ignores. */
function warnOfIgnored (given: unknown, driverConfig: DriverConfig): void {
  if (warned.has(driverConfig)) return
  warned.add(driverConfig)
  driverConfig.log.warn(`The config of a session must be an object, such as { database: 'movies', defaultAccessMode: neo4j.session.READ }: a ${typeof given} has no effect`)
}

function checkBookmarkManager (manager: unknown): BookmarkManager | undefined {
  if (manager == null) return undefined
  const { getBookmarks, updateBookmarks } = manager as Partial<BookmarkManager>
  if (typeof getBookmarks !== 'function' || typeof updateBookmarks !== 'function') {
    throw wrongSetting('bookmarkManager', 'an object with the functions getBookmarks and updateBookmarks, as neo4j.bookmarkManager() makes it,', manager)
  }
  return manager as BookmarkManager
}

function checkImpersonatedUser (user: unknown): string | undefined {
  if (user == null) return undefined
  if (typeof user !== 'string' || user === '') throw wrongSetting('impersonatedUser', 'a non-empty string', user)
  return user
}

function checkAuth (auth: unknown): AuthToken | undefined {
  if (auth == null) return undefined
  if (typeof auth !== 'object') throw wrongSetting('auth', 'a token as neo4j.auth.basic() makes it', typeof auth === 'string' ? '***' : auth)
  return assertAuthToken(auth)
}

/** @throws Neo4jError if `mode` is neither READ nor WRITE */
function checkAccessMode (mode: unknown): AccessMode {
  if (mode != null && mode !== 'READ' && mode !== 'WRITE') {
    throw newError(`Illegal session mode ${String(mode)}: expected neo4j.session.READ or neo4j.session.WRITE`)
  }
  return (mode as AccessMode | null) ?? 'WRITE'
}

/** As in neo4j-driver, an empty name selects the home database. */
export function checkDatabase (database: unknown): string | undefined {
  return database == null || database === '' ? undefined : assertString(database, 'database')
}
