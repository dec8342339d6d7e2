import type { DiagnosticRecord } from '../gql.js'
import type { NumberOrInteger } from './integer.js'
import { isMap, mapsIn, numberOf } from './metadata.js'

/** A position in the query text. `line` and `column` count from 1, `offset` (in characters) from 0. */
export interface NotificationPosition {
  offset?: number
  line?: number
  column?: number
}

/** The severity of a notification; `UNKNOWN` for a level that this driver does not know. */
export type NotificationSeverityLevel = 'WARNING' | 'INFORMATION' | 'UNKNOWN'

/** @deprecated use {@link NotificationClassification} */
export type NotificationCategory =
  'HINT' | 'UNRECOGNIZED' | 'UNSUPPORTED' | 'PERFORMANCE' | 'TOPOLOGY' | 'SECURITY' | 'DEPRECATION' | 'GENERIC' | 'SCHEMA' | 'UNKNOWN'

/** The classification of a notification in its GQL status. */
export type NotificationClassification = NotificationCategory

/** Values of `severityLevel` and `severity`; `UNKNOWN` for levels that this driver does not know. */
export const notificationSeverityLevel: { [key in NotificationSeverityLevel]: key } = Object.freeze({
  WARNING: 'WARNING',
  INFORMATION: 'INFORMATION',
  UNKNOWN: 'UNKNOWN'
})

/** Values of `classification`; `UNKNOWN` for classifications that this driver does not know. */
export const notificationClassification = Object.freeze({
  HINT: 'HINT',
  UNRECOGNIZED: 'UNRECOGNIZED',
  UNSUPPORTED: 'UNSUPPORTED',
  PERFORMANCE: 'PERFORMANCE',
  DEPRECATION: 'DEPRECATION',
  TOPOLOGY: 'TOPOLOGY',
  SECURITY: 'SECURITY',
  GENERIC: 'GENERIC',
  SCHEMA: 'SCHEMA',
  UNKNOWN: 'UNKNOWN'
})

/**
 * Values of `category`.
 * @deprecated use {@link notificationClassification}
 */
export const notificationCategory: { [key in NotificationCategory]: key } = notificationClassification

/** A position as the server sends it; the type of its integers depends on the driver's config. */
export interface RawPosition {
  offset: NumberOrInteger
  line: NumberOrInteger
  column: NumberOrInteger
}

/** A notification as servers before Bolt 5.5 send it. */
export interface RawNotification {
  code: string
  title: string
  description: string
  severity?: string
  category?: string
  position?: RawPosition
}

/** A GQL status as servers send it since Bolt 5.5. A status with a `neo4j_code` is also a notification. */
export interface RawStatus {
  gql_status: string
  status_description: string
  description?: string
  neo4j_code?: string
  title?: string
  diagnostic_record?: DiagnosticRecord | null
}

/**
 * A hint or warning from the server about a query.
 * @deprecated use `gqlStatusObjects` of the summary
 */
export class Notification {
  code: string
  title: string
  description: string
  position: NotificationPosition | Record<string, never>
  severityLevel: NotificationSeverityLevel
  /** The severity as sent by the server. */
  rawSeverityLevel: string
  category: NotificationCategory
  /** The category as sent by the server. */
  rawCategory?: string

  constructor (notification: any) {
    const raw: RawNotification = notification
    this.code = raw.code
    this.title = raw.title
    this.description = raw.description
    this.position = toPosition(raw.position) ?? {}
    this.severityLevel = knownSeverity(raw.severity)
    this.rawSeverityLevel = raw.severity as string
    this.category = knownClassification(raw.category)
    this.rawCategory = raw.category
  }
}

/** The notifications in a query's metadata, from notifications or from statuses, whichever the server sent. */
export function notificationsFrom (metadata: { notifications?: RawNotification[] | null, statuses?: RawStatus[] | null }): Notification[] {
  if (metadata.notifications != null) {
    return mapsIn(metadata.notifications).map(raw => new Notification(raw))
  }
  const notifications: Notification[] = []
  for (const status of mapsIn(metadata.statuses)) {
    if (status.neo4j_code != null) {
      notifications.push(fromStatus(status))
    }
  }
  return notifications
}

function fromStatus (status: RawStatus): Notification {
  return new Notification({
    code: status.neo4j_code,
    title: status.title,
    description: status.description,
    severity: status.diagnostic_record?._severity,
    category: status.diagnostic_record?._classification,
    position: status.diagnostic_record?._position
  })
}

export function toPosition (raw: RawPosition | null | undefined): NotificationPosition | undefined {
  return isMap(raw) ? { offset: numberOf(raw.offset), line: numberOf(raw.line), column: numberOf(raw.column) } : undefined
}

export function knownSeverity (severity: string | undefined): NotificationSeverityLevel {
  return typeof severity === 'string' && Object.hasOwn(notificationSeverityLevel, severity) ? severity as NotificationSeverityLevel : 'UNKNOWN'
}

export function knownClassification (classification: string | undefined): NotificationClassification {
  return typeof classification === 'string' && Object.hasOwn(notificationCategory, classification) ? classification as NotificationClassification : 'UNKNOWN'
}
