import { mapsIn, numberOf } from './metadata.js'

/** An operator of a plan as the server sends it. */
export interface RawPlan {
  operatorType: string
  identifiers: string[]
  args: Record<string, any>
  children?: RawPlan[] | null
  [figure: string]: unknown
}

/** The plan of a query (`EXPLAIN`): its last operator, with the operators before it as children. */
export class Plan {
  operatorType: string
  identifiers: string[]
  arguments: Record<string, string>
  children: Plan[]

  constructor (plan: any) {
    const raw: RawPlan = plan
    this.operatorType = raw.operatorType
    this.identifiers = raw.identifiers
    this.arguments = raw.args
    this.children = mapsIn(raw.children).map(child => new Plan(child))
  }
}

/**
 * The profile of a query (`PROFILE`), with 0 for figures that the server did not send. `time` is in nanoseconds.
 * @deprecated use {@link QueryProfile}
 */
export class ProfiledPlan {
  operatorType: string
  identifiers: string[]
  arguments: Record<string, string>
  dbHits: number
  rows: number
  pageCacheMisses: number
  pageCacheHits: number
  pageCacheHitRatio: number
  time: number
  children: ProfiledPlan[]

  constructor (profile: any) {
    const raw: RawPlan = profile
    this.operatorType = raw.operatorType
    this.identifiers = raw.identifiers
    this.arguments = raw.args
    this.dbHits = figure(raw, 'dbHits', 0)
    this.rows = figure(raw, 'rows', 0)
    this.pageCacheMisses = figure(raw, 'pageCacheMisses', 0)
    this.pageCacheHits = figure(raw, 'pageCacheHits', 0)
    this.pageCacheHitRatio = figure(raw, 'pageCacheHitRatio', 0)
    this.time = figure(raw, 'time', 0)
    this.children = mapsIn(raw.children).map(child => new ProfiledPlan(child))
  }

  /** Whether the server sent page cache figures other than 0. */
  hasPageCacheStats (): boolean {
    return this.pageCacheMisses > 0 || this.pageCacheHits > 0 || this.pageCacheHitRatio > 0
  }
}

/** The profile of a query (`PROFILE`), with null for figures that the server did not send. `time` is in nanoseconds. */
export class QueryProfile {
  operatorType: string
  identifiers: string[]
  arguments: Record<string, string>
  dbHits: number | null
  rows: number | null
  pageCacheMisses: number | null
  pageCacheHits: number | null
  pageCacheHitRatio: number | null
  time: number | null
  children: QueryProfile[]

  constructor (profile: any) {
    const raw: RawPlan = profile
    this.operatorType = raw.operatorType
    this.identifiers = raw.identifiers
    this.arguments = raw.args
    this.dbHits = figure(raw, 'dbHits', null)
    this.rows = figure(raw, 'rows', null)
    this.pageCacheMisses = figure(raw, 'pageCacheMisses', null)
    this.pageCacheHits = figure(raw, 'pageCacheHits', null)
    this.pageCacheHitRatio = figure(raw, 'pageCacheHitRatio', null)
    this.time = figure(raw, 'time', null)
    this.children = mapsIn(raw.children).map(child => new QueryProfile(child))
  }
}

function figure<Absent extends 0 | null> (raw: RawPlan, name: string, absent: Absent): number | Absent {
  return numberOf(raw[name]) ?? absent
}
