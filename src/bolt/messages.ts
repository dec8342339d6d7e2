import { newError } from '../error.js'
import { describeValue } from '../json.js'
import { int, type Integer } from '../types/integer.js'
import type { AuthToken } from '../types/auth-token.js'
import type { NotificationFilter } from '../types/notification-filter.js'
import type { BoltAgent } from './bolt-agent.js'
import type { Capabilities } from './versions.js'

/** A request to the server: specification page "Bolt messages". Made for each use, or once if it never changes. */
export interface Message {
  readonly tag: number
  readonly name: string
  readonly fields: readonly unknown[]
  /** For PULL about the latest query, the number of records: messages with the same number have the same bytes. */
  readonly records: number | undefined
}

/** The server's messages; see the same page. */
export const SUCCESS = 0x70
export const RECORD = 0x71
export const IGNORED = 0x7e
/**
 * The code and GQL status of a FAILURE may be logged. Its message, description and diagnostic record may contain values of the
 * user's data, and are logged only with `unredactDebugLogs`.
 */
export const FAILURE = 0x7f

/** Whether the work of a session may write: `WRITE`, or `READ`, which followers of a cluster accept too. */
export type AccessMode = 'READ' | 'WRITE'

/** The settings of one transaction or auto-commit query. */
export interface TransactionSettings {
  readonly mode: AccessMode
  readonly bookmarks: readonly string[]
  readonly database: string | undefined
  readonly impersonatedUser: string | undefined
  readonly timeout: Integer | null
  readonly metadata: object | null
  readonly notificationFilter: NotificationFilter | undefined
}

export interface HelloSettings {
  userAgent: string
  boltAgent: BoltAgent
  /** Absent for `bolt://`; the server then does not route on behalf of the client. */
  routingContext: Readonly<Record<string, string>> | undefined
  notificationFilter: NotificationFilter | undefined
}

type Metadata = Record<string, unknown>

const message = (tag: number, name: string, ...fields: unknown[]): Message => ({ tag, name, fields, records: undefined })

export const RESET = message(0x0f, 'RESET')
export const GOODBYE = message(0x02, 'GOODBYE')
export const COMMIT = message(0x12, 'COMMIT')
export const ROLLBACK = message(0x13, 'ROLLBACK')
export const LOGOFF = message(0x6b, 'LOGOFF')

/** Before 5.1 the token is part of HELLO; since then, LOGON carries it. */
export function hello (caps: Capabilities, settings: HelloSettings, token: AuthToken): Message {
  const metadata: Metadata = { user_agent: settings.userAgent }
  if (caps.boltAgent) {
    const { product, platform, language, languageDetails } = settings.boltAgent
    metadata.bolt_agent = { product, platform, language, language_details: languageDetails }
  }
  if (caps.routingContext && settings.routingContext !== undefined) {
    metadata.routing = settings.routingContext
  }
  if (caps.utcPatch) {
    metadata.patch_bolt = ['utc']
  }
  addNotificationFilter(caps, metadata, settings.notificationFilter)
  return message(0x01, 'HELLO', caps.logon ? metadata : Object.assign(metadata, token))
}

export function logon (token: AuthToken): Message {
  return message(0x6a, 'LOGON', Object.assign({}, token))
}

/** `settings` are given only for auto-commit queries: within a transaction, BEGIN carries them. */
export function run (caps: Capabilities, query: string, parameters: object, settings?: TransactionSettings): Message {
  return message(0x10, 'RUN', query, parameters, settings === undefined ? {} : transactionMetadata(caps, settings))
}

export function begin (caps: Capabilities, settings: TransactionSettings): Message {
  return message(0x11, 'BEGIN', transactionMetadata(caps, settings))
}

/** For PULL and DISCARD: all remaining records. */
export const FETCH_ALL = -1

/** @param n the number of records, or {@link FETCH_ALL} @param qid the id of the query, -1 for the latest */
export function pull (caps: Capabilities, n: number, qid: number): Message {
  if (!caps.pullN) return message(0x3f, 'PULL_ALL')
  return { tag: 0x3f, name: 'PULL', fields: [streamMetadata(n, qid)], records: qid < 0 ? n : undefined }
}

export function discard (caps: Capabilities, n: number, qid: number): Message {
  return caps.pullN ? message(0x2f, 'DISCARD', streamMetadata(n, qid)) : message(0x2f, 'DISCARD_ALL')
}

/** The part of the API in use: 0 managed transaction, 1 explicit transaction, 2 auto-commit, 3 executeQuery. */
export function telemetry (api: number): Message {
  return message(0x54, 'TELEMETRY', int(api))
}

interface RouteRequest {
  routingContext: Readonly<Record<string, string>>
  bookmarks: readonly string[]
  database: string | undefined
  impersonatedUser: string | undefined
}

/** Since 4.3; {@link Capabilities.route} defines the form. */
export function route (caps: Capabilities, { routingContext, bookmarks, database, impersonatedUser }: RouteRequest): Message {
  if (caps.route === 'name') {
    return message(0x66, 'ROUTE', routingContext, bookmarks, database ?? null)
  }
  const extra: Metadata = {}
  if (database !== undefined) extra.db = database
  if (impersonatedUser !== undefined) extra.imp_user = impersonatedUser
  return message(0x66, 'ROUTE', routingContext, bookmarks, extra)
}

/**
 * Rejects settings that the connected server does not support.
 * @throws Neo4jError that names the setting and the server version that supports it
 */
export function assertSupported (caps: Capabilities, settings: Pick<TransactionSettings, 'database' | 'impersonatedUser' | 'notificationFilter'>): void {
  const { database, impersonatedUser, notificationFilter } = settings
  if (database !== undefined && !caps.multiDb) {
    throw newError(
      'Driver is connected to the database that does not support multiple databases. ' +
      `Please upgrade to neo4j 4.0.0 or later in order to use this functionality. Trying to use database '${database}'.`)
  }
  if (impersonatedUser !== undefined && !caps.impersonation) {
    throw newError(
      'Driver is connected to the database that does not support user impersonation. ' +
      `Please upgrade to neo4j 4.4.0 or later in order to use this functionality. Trying to impersonate ${impersonatedUser}.`)
  }
  if (notificationFilter !== undefined && caps.notificationFilter === false) {
    throw newError(
      'Driver is connected to a database that does not support user notification filters. ' +
      'Please upgrade to Neo4j 5.7.0 or later in order to use this functionality. ' +
      `Trying to set notifications to ${describeValue(notificationFilter)}.`)
  }
}

/** A message for the debug log: with parameters only if the user asked for them, never with secrets. */
export function describeMessage ({ name, fields }: Message, unredacted: boolean): string {
  switch (name) {
    case 'RUN': return `RUN ${String(fields[0])} ${unredacted ? logText(fields[1]) : '{ ... }'} ${logText(fields[2])}`
    case 'LOGON': return 'LOGON { ... }'
    case 'HELLO': return `HELLO {user_agent: '${String((fields[0] as Metadata).user_agent)}', ...}`
    default: return [name, ...fields.map(logText)].join(' ')
  }
}

/** The message is in the queue already, so logging it must not fail, whatever the user's values are. */
function logText (field: unknown): string {
  return describeValue(field, Infinity)
}

/** A response for the debug log. Messages of failures may contain the user's data, so they are shown only on request. */
export function describeAnswer (name: 'SUCCESS' | 'FAILURE', metadata: Metadata, unredacted: boolean): string {
  if (name === 'SUCCESS' || unredacted) return `${name} ${logText(metadata)}`
  return `FAILURE ${logText({ code: metadata.neo4j_code ?? metadata.code, gql_status: metadata.gql_status })}`
}

function transactionMetadata (caps: Capabilities, settings: TransactionSettings): Metadata {
  const metadata: Metadata = {}
  if (settings.bookmarks.length > 0) metadata.bookmarks = settings.bookmarks
  if (settings.timeout !== null) metadata.tx_timeout = settings.timeout
  if (settings.metadata !== null) metadata.tx_metadata = settings.metadata
  if (settings.database !== undefined) metadata.db = settings.database
  if (settings.impersonatedUser !== undefined) metadata.imp_user = settings.impersonatedUser
  if (settings.mode === 'READ') metadata.mode = 'r'
  addNotificationFilter(caps, metadata, settings.notificationFilter)
  return metadata
}

function streamMetadata (n: number, qid: number): Metadata {
  return qid < 0 ? { n: int(n) } : { n: int(n), qid: int(qid) }
}

function addNotificationFilter (caps: Capabilities, metadata: Metadata, filter: NotificationFilter | undefined): void {
  if (filter == null || caps.notificationFilter === false) {
    return
  }
  if (filter.minimumSeverityLevel != null) {
    metadata.notifications_minimum_severity = filter.minimumSeverityLevel
  }
  const disabled = filter.disabledClassifications ?? filter.disabledCategories
  if (disabled != null) {
    const key = caps.notificationFilter === 'category' ? 'notifications_disabled_categories' : 'notifications_disabled_classifications'
    metadata[key] = disabled
  }
}
