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

/** The settings of a session; all are optional. */
export declare class SessionConfig {
  private constructor ()
  /** Where queries of `session.run` and `beginTransaction` go in a cluster: `WRITE` (the default) or `READ`. */
  defaultAccessMode?: AccessMode
  /** States of the database that the session's work must see. */
  bookmarks?: string | string[]
  /** Default: the user's home database. */
  database?: string
  /** The user in whose name queries run; the driver's user needs the right to do so. Neo4j 4.4 and newer. */
  impersonatedUser?: string
  /** Records asked for at a time; -1 for all. Default: the driver's. */
  fetchSize?: number
  /** Gives the bookmarks that the session's work waits for, and is told those of its writes. Default: none. */
  bookmarkManager?: BookmarkManager
  /** Which notifications the server should send. Default: the driver's. */
  notificationFilter?: NotificationFilter
  /** Another user than the driver's. Neo4j 5.5 and newer. */
  auth?: AuthToken
  /** Default: the driver's. */
  disableAutoCommitRetries?: boolean
  /** As in the driver's config, for the connections of this session; 0 for work that takes long. Default: the driver's. */
  leakDetectionThreshold?: number
  /** Ends all work of the session when aborted, as the signal of one call does for that call. Sessions can still be closed. */
  signal?: AbortSignal
  /** What becomes of values in records, by type; each replaces the driver's hook of that type. A call may replace it again. */
  hydrationHooks?: HydrationHooks
  /** What becomes of parameters, before the driver's hooks. */
  dehydrationHooks?: readonly DehydrationHook[]
}

/** Nothing but an object has settings. */
const NO_SETTINGS: SessionConfig = Object.freeze({})
/** Drivers whose log has the warning. */
const warned = new WeakSet<DriverConfig>()

/** Checks what the user gave, and fills in the driver's defaults. @throws TypeError or Neo4jError that names the key */
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

/** Programs and libraries written for old versions of neo4j-driver give a mode or a name, and neo4j-driver goes on with its defaults. */
function warnOfIgnored (given: unknown, driverConfig: DriverConfig): void {
  if (warned.has(driverConfig)) return
  warned.add(driverConfig)
  driverConfig.log.warn(`The config of a session is an object, such as { database: 'movies', defaultAccessMode: neo4j.session.READ }: a ${typeof given} in its place has no effect`)
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

/** @throws Neo4jError if it is neither READ nor WRITE */
function checkAccessMode (mode: unknown): AccessMode {
  if (mode != null && mode !== 'READ' && mode !== 'WRITE') {
    throw newError(`Illegal session mode ${String(mode)}: expected neo4j.session.READ or neo4j.session.WRITE`)
  }
  return (mode as AccessMode | null) ?? 'WRITE'
}

/** As in neo4j-driver, an empty name means the home database. */
export function checkDatabase (database: unknown): string | undefined {
  return database == null || database === '' ? undefined : assertString(database, 'database')
}
