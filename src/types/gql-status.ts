import { defaultDiagnosticRecord, type DiagnosticRecord } from '../gql.js'
import { stringify } from '../json.js'
import { isMap, mapsIn } from './metadata.js'
import {
  knownClassification, knownSeverity, toPosition,
  type NotificationClassification, type NotificationPosition, type NotificationSeverityLevel,
  type RawNotification, type RawPosition, type RawStatus
} from './notification.js'

/** One status of a query: its outcome or a notification. Frozen. */
export class GqlStatusObject {
  /** The five-character GQLSTATUS (ISO/IEC 39075). */
  readonly gqlStatus: string
  readonly statusDescription: string
  readonly diagnosticRecord: DiagnosticRecord
  readonly position?: NotificationPosition
  readonly severity: NotificationSeverityLevel
  /** The severity as sent by the server. */
  readonly rawSeverity?: string
  readonly classification: NotificationClassification
  /** The classification as sent by the server. */
  readonly rawClassification?: string
  /** Whether this is a notification. Only notifications have a position, a severity and a classification, and can be filtered. */
  readonly isNotification: boolean

  constructor (rawGqlStatusObject: any) {
    const raw: RawStatus = rawGqlStatusObject
    const record = (isMap(raw.diagnostic_record) ? raw.diagnostic_record : {}) as DiagnosticRecord
    this.gqlStatus = raw.gql_status
    this.statusDescription = raw.status_description
    this.diagnosticRecord = record
    this.position = toPosition(record._position as RawPosition | undefined)
    this.severity = knownSeverity(record._severity)
    this.rawSeverity = record._severity
    this.classification = knownClassification(record._classification)
    this.rawClassification = record._classification
    this.isNotification = raw.neo4j_code != null
    Object.freeze(this)
  }

  /** The diagnostic record as JSON, for display. */
  get diagnosticRecordAsJsonString (): string {
    return stringify(this.diagnosticRecord, { useCustomToString: true })
  }
}

/** The driver's own observations about a result, from which it derives a status if the server sends none. */
export interface StreamSummary {
  have_records_streamed?: boolean
  has_keys?: boolean
  pulled?: boolean
}

export interface StatusMetadata {
  statuses?: RawStatus[] | null
  notifications?: RawNotification[] | null
  stream_summary?: StreamSummary
}

const success = outcome('00000', 'note: successful completion')
const omittedResult = outcome('00001', 'note: successful completion - omitted result')
const noData = outcome('02000', 'note: no data')
const noDataUnknown = outcome('02N42', 'note: no data - unknown subcondition')

/** The statuses of nearly every query, shared instead of made for each one. */
const commonOutcomes: ReadonlyMap<string, GqlStatusObject> = new Map([success, omittedResult, noData].map(status => [status.gqlStatus, status]))

/** The statuses in a query's metadata: those the server sent, or what a server before Bolt 5.5 would have sent. */
export function gqlStatusObjectsFrom (metadata: StatusMetadata): [GqlStatusObject, ...GqlStatusObject[]] {
  const sent = mapsIn(metadata.statuses)
  if (sent.length > 0) {
    return sent.map(fromServer) as [GqlStatusObject, ...GqlStatusObject[]]
  }
  const own = outcomeOf(metadata.stream_summary)
  const notifications = mapsIn(metadata.notifications)
  if (notifications.length === 0) {
    return [own]
  }
  const statuses = [own, ...notifications.map(fromNotification)]
  return statuses.sort((a, b) => precedence(a) - precedence(b)) as [GqlStatusObject, ...GqlStatusObject[]]
}

function fromServer (raw: RawStatus): GqlStatusObject {
  const common = commonOutcomes.get(raw.gql_status)
  return common !== undefined && raw.diagnostic_record === defaultDiagnosticRecord &&
    raw.status_description === common.statusDescription && raw.neo4j_code == null
    ? common
    : new GqlStatusObject(raw)
}

function fromNotification (raw: RawNotification): GqlStatusObject {
  const record: DiagnosticRecord = { ...defaultDiagnosticRecord }
  if (raw.severity != null) {
    record._severity = raw.severity
  }
  if (raw.category != null) {
    record._classification = raw.category
  }
  if (raw.position != null) {
    record._position = raw.position as DiagnosticRecord['_position']
  }
  const isWarning = raw.severity === 'WARNING'
  return new GqlStatusObject({
    gql_status: isWarning ? '01N42' : '03N42',
    status_description: raw.description ?? (isWarning ? 'warn: unknown warning' : 'info: unknown notification'),
    neo4j_code: raw.code,
    title: raw.title,
    diagnostic_record: record
  })
}

function outcomeOf (summary: StreamSummary | undefined): GqlStatusObject {
  if (summary?.have_records_streamed === true) {
    return success
  }
  if (summary?.has_keys === false) {
    return omittedResult
  }
  return summary?.pulled === true ? noData : noDataUnknown
}

/** Order: no data, warnings, success, information. */
function precedence (status: GqlStatusObject): number {
  switch (status.gqlStatus.slice(0, 2)) {
    case '02': return 0
    case '01': return 1
    case '00': return 2
    default: return 3
  }
}

function outcome (gqlStatus: string, description: string): GqlStatusObject {
  return new GqlStatusObject({ gql_status: gqlStatus, status_description: description, diagnostic_record: defaultDiagnosticRecord })
}
