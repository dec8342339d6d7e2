import { type EagerResult, type GqlStatusObject, type Notification, type Plan, type Record, type ResultSummary, type ServerInfo } from 'neobolt'
import { mapToCypher, toCypher } from './cypher.js'

export function recordData (record: Record): { values: unknown[] } {
  return { values: [...record.values()].map(toCypher) }
}

export function eagerResultData ({ keys, records, summary }: EagerResult): object {
  return { keys, records: records.map(recordData), summary: summaryData(summary) }
}

export function summaryData (summary: ResultSummary): object {
  return {
    query: { text: summary.query.text, parameters: mapToCypher(summary.query.parameters) },
    queryType: summary.queryType ?? null,
    database: summary.database.name ?? null,
    serverInfo: serverInfoData(summary.server),
    counters: countersData(summary),
    plan: summary.hasPlan() ? planData(summary.plan as Plan) : null,
    profile: summary.hasProfile() ? profileData(summary.queryProfile) : null,
    notifications: summary.notifications.map(notificationData),
    gqlStatusObjects: summary.gqlStatusObjects.map(statusData),
    resultAvailableAfter: summary.resultAvailableAfter ?? null,
    resultConsumedAfter: summary.resultConsumedAfter ?? null
  }
}

export function serverInfoData ({ address, agent, protocolVersion }: ServerInfo): object {
  return { address, agent, protocolVersion: protocolVersion?.toString() }
}

function countersData ({ counters }: ResultSummary): object {
  return {
    ...counters.updates(),
    systemUpdates: counters.systemUpdates(),
    containsUpdates: counters.containsUpdates(),
    containsSystemUpdates: counters.containsSystemUpdates()
  }
}

function planData (plan: Plan): object {
  return {
    operatorType: plan.operatorType,
    identifiers: plan.identifiers,
    args: plan.arguments,
    children: plan.children.map(planData)
  }
}

/** Figures that the server did not send are omitted, as the suite expects. */
function profileData (profile: any): object {
  const { arguments: args, children, ...rest } = profile
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
  return { ...known, args, children: children.map(profileData) }
}

function notificationData (notification: Notification): object {
  const { code, title, description, position, rawSeverityLevel, severityLevel, rawCategory, category } = notification
  return {
    code,
    title,
    description,
    position: Object.keys(position).length > 0 ? position : undefined,
    severity: rawSeverityLevel,
    rawSeverityLevel,
    severityLevel,
    rawCategory: rawCategory ?? '',
    category
  }
}

function statusData (status: GqlStatusObject): object {
  const { gqlStatus, statusDescription, position, classification, rawClassification, severity, rawSeverity, isNotification } = status
  return {
    gqlStatus,
    statusDescription,
    position: position ?? null,
    classification,
    rawClassification: rawClassification ?? null,
    severity,
    rawSeverity: rawSeverity ?? null,
    diagnosticRecord: mapToCypher(status.diagnosticRecord),
    isNotification
  }
}
