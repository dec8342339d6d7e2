import type { DiagnosticRecord } from '../gql.js'
import type { NumberOrInteger } from './integer.js'
import { isMap, mapsIn, numberOf } from './metadata.js'

/** A place in the query text; lines and columns count from 1. */
export interface NotificationPosition {
  offset?: number
  line?: number
  column?: number
}

/** How serious a notification is; `UNKNOWN` for a level that this driver does not know. */
export type NotificationSeverityLevel = 'WARNING' | 'INFORMATION' | 'UNKNOWN'

/** @deprecated use {@link NotificationClassification} */
export type NotificationCategory =
  'HINT' | 'UNRECOGNIZED' | 'UNSUPPORTED' | 'PERFORMANCE' | 'TOPOLOGY' | 'SECURITY' | 'DEPRECATION' | 'GENERIC' | 'SCHEMA' | 'UNKNOWN'

/** What a notification is about, as the GQL status has it. */
export type NotificationClassification = NotificationCategory

/** Values of `severityLevel` and `severity`; `UNKNOWN` for what this driver does not know yet. */
export const notificationSeverityLevel: { [key in NotificationSeverityLevel]: key } = Object.freeze({
  WARNING: 'WARNING',
  INFORMATION: 'INFORMATION',
  UNKNOWN: 'UNKNOWN'
})

/** Values of `classification`; `UNKNOWN` for what this driver does not know yet. */
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

/** A position as the server sends it: with integers of whichever kind the driver is configured for. */
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

/** A GQL status as servers from Bolt 5.5 on send it; those with a `neo4j_code` are notifications as well. */
export interface RawStatus {
  gql_status: string
  status_description: string
  description?: string
  neo4j_code?: string
  title?: string
  diagnostic_record?: DiagnosticRecord | null
}

/**
 * Something that the server wants the writer of a query to know.
 * @deprecated use `gqlStatusObjects` of the summary
 */
export class Notification {
  code: string
  title: string
  description: string
  position: NotificationPosition | Record<string, never>
  severityLevel: NotificationSeverityLevel
  /** As the server sent it. */
  rawSeverityLevel: string
  category: NotificationCategory
  /** As the server sent it. */
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

/** The notifications of a query's metadata, from whichever form the server used. */
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

/** undefined if there is none. */
export function toPosition (raw: RawPosition | null | undefined): NotificationPosition | undefined {
  return isMap(raw) ? { offset: numberOf(raw.offset), line: numberOf(raw.line), column: numberOf(raw.column) } : undefined
}

export function knownSeverity (severity: string | undefined): NotificationSeverityLevel {
  return typeof severity === 'string' && Object.hasOwn(notificationSeverityLevel, severity) ? severity as NotificationSeverityLevel : 'UNKNOWN'
}

export function knownClassification (classification: string | undefined): NotificationClassification {
  return typeof classification === 'string' && Object.hasOwn(notificationCategory, classification) ? classification as NotificationClassification : 'UNKNOWN'
}
