import { isObject } from '../../assert.js'
import type { Capabilities } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'

/** The changes of a query, by the names in `summary.counters`. Default: 0. */
export interface Counters {
  nodesCreated?: number
  nodesDeleted?: number
  relationshipsCreated?: number
  relationshipsDeleted?: number
  propertiesSet?: number
  labelsAdded?: number
  labelsRemoved?: number
  indexesAdded?: number
  indexesRemoved?: number
  constraintsAdded?: number
  constraintsRemoved?: number
  systemUpdates?: number
}

/** A notification of the server about a query. */
export interface NotificationParts {
  /** Such as `Neo.ClientNotification.Statement.UnknownLabelWarning`. */
  code: string
  title?: string
  description?: string
  severity?: 'WARNING' | 'INFORMATION'
  category?: string
  /** Default: the status of warnings or information without a specific condition, `01N00` or `03N00`. */
  gqlStatus?: string
  position?: { offset: number, line: number, column: number }
}

/** An operator of a plan, with the operators before it as children. */
export interface PlanParts {
  operatorType: string
  identifiers?: string[]
  arguments?: object
  children?: PlanParts[]
}

/** An operator of a profile, with its costs. */
export interface ProfileParts extends PlanParts {
  dbHits?: number
  rows?: number
  pageCacheHits?: number
  pageCacheMisses?: number
  pageCacheHitRatio?: number
  /** In nanoseconds. */
  time?: number
  children?: ProfileParts[]
}

/** The parts of a summary that a test needs; all are optional. */
export interface SummaryParts {
  counters?: Counters
  notifications?: NotificationParts[]
  /** The plan, as for a query that begins with EXPLAIN. */
  plan?: PlanParts
  /** The profile, as for a query that begins with PROFILE. */
  profile?: ProfileParts
  /** Default: `r`, or `rw` if there are counters. */
  queryType?: 'r' | 'rw' | 'w' | 's'
}

const COUNTERS = [
  'nodesCreated', 'nodesDeleted', 'relationshipsCreated', 'relationshipsDeleted', 'propertiesSet', 'labelsAdded', 'labelsRemoved',
  'indexesAdded', 'indexesRemoved', 'constraintsAdded', 'constraintsRemoved', 'systemUpdates'
]
const SUCCESS = { gql_status: '00000', status_description: 'note: successful completion' }
const OMITTED_RESULT = { gql_status: '00001', status_description: 'note: successful completion - omitted result' }
const NO_DATA = { gql_status: '02000', status_description: 'note: no data' }

/**
 * The metadata of a query's last SUCCESS, in one version of Bolt.
 * @throws TypeError for an unknown counter
 */
export function endMetadata (parts: SummaryParts, caps: Capabilities, columns: number, rows: number): Record<string, unknown> {
  const { counters, notifications = [], plan, profile, queryType } = parts
  const hasStatuses = caps.notificationFilter === 'classification'
  return {
    type: queryType ?? (counters === undefined ? 'r' : 'rw'),
    stats: counters && statsOf(counters),
    plan: plan && rawPlan(plan),
    profile: profile && rawPlan(profile),
    ...(hasStatuses ? { statuses: statusesOf(notifications, columns, rows) } : notifications.length > 0 && { notifications: notifications.map(rawNotification) })
  }
}

function statsOf (counters: Counters): Record<string, unknown> {
  if (!isObject(counters)) throw new TypeError(`Counters are an object such as { nodesCreated: 1 }, but these are ${describeKind(counters)}.`)
  const unknown = Object.keys(counters).find(name => !COUNTERS.includes(name))
  if (unknown !== undefined) throw new TypeError(`There is no counter "${unknown}"; there are ${COUNTERS.join(', ')}.`)
  const { systemUpdates = 0, ...updates } = counters
  const entries = Object.entries(updates).filter(([, count]) => count > 0)
  const stats = Object.fromEntries(entries.map(([name, count]) => [name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`), count]))
  return {
    ...stats,
    ...(entries.length > 0 && { 'contains-updates': true }),
    ...(systemUpdates > 0 && { 'contains-system-updates': true, 'system-updates': systemUpdates })
  }
}

function rawPlan ({ operatorType, identifiers = [], arguments: args = {}, children = [], ...figures }: ProfileParts): Record<string, unknown> {
  return { operatorType, identifiers, args, ...figures, children: children.map(rawPlan) }
}

function rawNotification ({ gqlStatus: _, title = '', description = '', severity = 'WARNING', category = 'GENERIC', ...rest }: NotificationParts): Record<string, unknown> {
  return { title, description, severity, category, ...rest }
}

/** In the order of real servers: no data, warnings, success, information. */
function statusesOf (notifications: NotificationParts[], columns: number, rows: number): unknown[] {
  const outcome = columns === 0 ? OMITTED_RESULT : rows === 0 ? NO_DATA : SUCCESS
  const [warnings, others] = [true, false].map(isWarning => notifications.filter(({ severity = 'WARNING' }) => (severity === 'WARNING') === isWarning).map(rawStatus))
  return outcome === NO_DATA ? [outcome, ...warnings, ...others] : [...warnings, outcome, ...others]
}

function rawStatus ({ code, title = '', description = '', severity = 'WARNING', category = 'GENERIC', gqlStatus, position }: NotificationParts): Record<string, unknown> {
  const isWarning = severity === 'WARNING'
  return {
    gql_status: gqlStatus ?? (isWarning ? '01N00' : '03N00'),
    status_description: `${isWarning ? 'warn' : 'info'}: ${description}`,
    description,
    neo4j_code: code,
    title,
    diagnostic_record: { _severity: severity, _classification: category, ...(position && { _position: position }) }
  }
}
