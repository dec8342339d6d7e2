import { gqlStatusObjectsFrom, type GqlStatusObject, type StatusMetadata } from './gql-status.js'
import type { Integer, NumberOrInteger } from './integer.js'
import { notificationsFrom, type Notification } from './notification.js'
import { Plan, ProfiledPlan, QueryProfile, type RawPlan } from './plan.js'
import type { ProtocolVersion } from './protocol-version.js'
import { ServerInfo } from './server-info.js'
import { QueryStatistics } from './statistics.js'

/** The values of {@link ResultSummary.queryType}. */
export const queryType = {
  READ_ONLY: 'r',
  READ_WRITE: 'rw',
  WRITE_ONLY: 'w',
  SCHEMA_WRITE: 's'
}

/** The merged metadata of a query's SUCCESS messages. */
export interface SummaryMetadata extends StatusMetadata {
  type?: string
  stats?: Record<string, unknown> | null
  plan?: RawPlan | null
  profile?: RawPlan | null
  /** All queries of a connection may share one {@link ServerInfo}. */
  server?: ServerInfo | { address?: string, version?: string } | null
  result_available_after?: NumberOrInteger
  result_consumed_after?: NumberOrInteger
  db?: string | null
}

/** The metadata of a query, complete after its last record. */
export class ResultSummary<T extends NumberOrInteger = Integer> {
  query: { text: string, parameters: Record<string, any> }
  /** How the query accessed the database; see the constant {@link queryType}. */
  queryType: string
  counters: QueryStatistics
  /** The plan; `false` unless the query was run with `EXPLAIN` or `PROFILE`. */
  plan: Plan | false
  /**
   * The profile; `false` unless the query was run with `PROFILE`.
   * @deprecated use `queryProfile`
   */
  profile: ProfiledPlan | false
  /** The profile; `false` unless the query was run with `PROFILE`. */
  queryProfile: QueryProfile | false
  /** @deprecated use `gqlStatusObjects` */
  notifications: Notification[]
  /** At least one status, in this order: no data (02), warnings (01), success (00), information (03). */
  gqlStatusObjects: [GqlStatusObject, ...GqlStatusObject[]]
  server: ServerInfo
  /** Milliseconds until the server had sent the last record. */
  resultConsumedAfter: T
  /** Milliseconds until the server had the first record. */
  resultAvailableAfter: T
  database: { name: string | undefined | null }

  constructor (query: string, parameters: Record<string, any>, metadata: any, protocolVersion?: ProtocolVersion) {
    const raw: SummaryMetadata = metadata
    const { profile } = raw
    const plan = raw.plan ?? profile
    this.query = { text: query, parameters }
    this.queryType = raw.type as string
    this.counters = new QueryStatistics(raw.stats)
    this.plan = plan != null ? new Plan(plan) : false
    this.profile = profile != null ? new ProfiledPlan(profile) : false
    this.queryProfile = profile != null ? new QueryProfile(profile) : false
    this.notifications = notificationsFrom(raw)
    this.gqlStatusObjects = gqlStatusObjectsFrom(raw)
    this.server = raw.server instanceof ServerInfo ? raw.server : new ServerInfo(raw.server, protocolVersion)
    this.resultConsumedAfter = raw.result_consumed_after as T
    this.resultAvailableAfter = raw.result_available_after as T
    this.database = { name: raw.db ?? null }
  }

  /** Whether the query was run with EXPLAIN or PROFILE. */
  hasPlan (): boolean {
    return this.plan instanceof Plan
  }

  /** Whether the query was run with PROFILE. */
  hasProfile (): boolean {
    return this.queryProfile instanceof QueryProfile
  }
}
