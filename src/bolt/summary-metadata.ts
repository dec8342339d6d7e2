import { defaultDiagnosticRecord } from '../gql.js'
import type { StreamSummary } from '../types/gql-status.js'
import type { RawStatus } from '../types/notification.js'
import { mapsIn } from '../types/metadata.js'
import type { ServerInfo } from '../types/server-info.js'
import type { SummaryMetadata } from '../types/summary.js'
import type { Metadata } from './response-handler.js'

/** Merges the metadata of RUN and of the last PULL or DISCARD, under the names that the summary uses. */
export function summaryMetadata (server: ServerInfo | undefined, run: Metadata, end: Metadata, streamed: StreamSummary): SummaryMetadata {
  return {
    server,
    type: end.type,
    stats: end.stats,
    plan: end.plan,
    profile: end.profile,
    notifications: end.notifications,
    statuses: end.statuses == null ? undefined : completeStatuses(mapsIn<RawStatus>(end.statuses)),
    stream_summary: streamed,
    result_available_after: run.t_first,
    result_consumed_after: end.t_last,
    db: end.db ?? run.db
  }
}

/** Adds the default values of diagnostic records, which the server omits. */
function completeStatuses (statuses: RawStatus[]): RawStatus[] {
  for (const status of statuses) {
    const record = status.diagnostic_record
    status.diagnostic_record = record == null || Object.keys(record).length === 0
      ? defaultDiagnosticRecord
      : { ...defaultDiagnosticRecord, ...record }
  }
  return statuses
}
