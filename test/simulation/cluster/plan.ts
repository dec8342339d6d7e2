import type { Random } from '../world/world.js'

/** Times are in virtual milliseconds, those of events since the beginning. */

export interface MemberPlan {
  readonly name: string
  /** Of Bolt, for example `5.8`. */
  readonly version: string
  /** Never leads, and may lag further behind. */
  readonly isSecondary: boolean
  /** How many milliseconds after the leader it has a commit, at first. */
  readonly lag: number
}

export interface UserPlan {
  readonly name: string
  readonly scheme: 'basic' | 'bearer'
  readonly homeDatabase: string
  /** How long a token is valid that was issued; undefined for any time. */
  readonly tokenLifetime: number | undefined
}

/** How often, of all requests, something goes wrong with the answer, from 0 to 1. */
export interface Troubles {
  readonly slow: number
  /** Never answered, whether it is executed or not; the member cuts the connection after its patience. */
  readonly silent: number
  /** The connection ends before the request is executed, or after it, before the answer. */
  readonly cutBefore: number
  readonly cutAfter: number
  readonly failure: number
}

/** What happens to the cluster as a whole. `member` and `successor` are indices. */
export type ClusterEvent = { readonly at: number } & (
  | { readonly kind: 'election', readonly database: string, readonly gap: number, readonly successor: number }
  | { readonly kind: 'restart', readonly member: number, readonly how: 'graceful' | 'reset', readonly down: number, readonly version: string | undefined }
  | { readonly kind: 'lag', readonly member: number, readonly lag: number }
  | { readonly kind: 'staleView', readonly member: number, readonly age: number }
  | { readonly kind: 'unavailable', readonly member: number, readonly database: string, readonly duration: number }
  | { readonly kind: 'homeDatabase', readonly user: string, readonly database: string }
  | { readonly kind: 'rotation', readonly user: string, readonly grace: number }
  | { readonly kind: 'authorizationExpired', readonly user: string }
  | { readonly kind: 'termination', readonly member: number, readonly code: string })

export interface ClusterPlan {
  readonly members: readonly MemberPlan[]
  readonly databases: readonly string[]
  readonly users: readonly UserPlan[]
  /** Of routing tables, in seconds. */
  readonly ttl: number
  /** How long a member waits for a bookmark. */
  readonly bookmarkTimeout: number
  /** After that, a member cuts a connection that it does not answer. */
  readonly patience: number
  /** The hint `connection.recv_timeout_seconds`. */
  readonly receiveTimeout: number | undefined
  /** Members send writes on to the leader by themselves, and say so: `ssr.enabled`. */
  readonly routesItself: boolean
  readonly troubles: Troubles
  readonly events: readonly ClusterEvent[]
}

const VERSIONS = ['4.4', '5.0', '5.1', '5.2', '5.3', '5.4', '5.6', '5.7', '5.8', '6.0', '6.1'] as const
const NEWEST = '6.1'
const DATABASES = ['neo4j', 'movies', 'orders'] as const
const USERS = ['alice', 'bob', 'carol'] as const
const NO_TROUBLES: Troubles = { slow: 0, silent: 0, cutBefore: 0, cutAfter: 0, failure: 0 }
const SECOND = 1000

/** Three members without any trouble, for measurements and first steps. */
export function calmPlan (members: number = 3): ClusterPlan {
  return {
    members: Array.from({ length: members }, (_, i) => ({ name: `m${i}`, version: NEWEST, isSecondary: false, lag: 0 })),
    databases: DATABASES.slice(0, 2),
    users: USERS.map(name => ({ name, scheme: 'basic', homeDatabase: DATABASES[0], tokenLifetime: undefined })),
    ttl: 300,
    bookmarkTimeout: 30 * SECOND,
    patience: 60 * SECOND,
    receiveTimeout: undefined,
    routesItself: false,
    troubles: NO_TROUBLES,
    events: []
  }
}

/** @param duration how long things happen */
export function drawPlan (random: Random, duration: number): ClusterPlan {
  const members = drawMembers(random)
  const databases = DATABASES.slice(0, random.between(1, DATABASES.length))
  const users = USERS.map((name): UserPlan => ({
    name,
    scheme: random.chance(0.3) ? 'bearer' : 'basic',
    homeDatabase: random.pick(databases),
    tokenLifetime: random.chance(0.15) ? random.pick([SECOND, 10 * SECOND, 60 * SECOND]) : undefined
  }))
  return {
    members,
    databases,
    users,
    ttl: random.pick([0, 1, 5, 30, 300]),
    bookmarkTimeout: random.pick([0.2, 1, 5, 30]) * SECOND,
    patience: random.pick([5, 20, 60]) * SECOND,
    receiveTimeout: random.chance(0.3) ? random.between(1, 30) : undefined,
    routesItself: random.chance(0.3),
    troubles: drawTroubles(random),
    events: drawEvents(random, { members, databases, duration })
  }
}

/** All members are of the newest version, and answer as they should: what happens then comes of the clients. */
export function untroubled (plan: ClusterPlan): ClusterPlan {
  const members = plan.members.map(member => ({ ...member, version: NEWEST }))
  return { ...plan, members, users: plan.users.map(user => ({ ...user, tokenLifetime: undefined })), troubles: NO_TROUBLES }
}

function drawMembers (random: Random): MemberPlan[] {
  const count = random.pick([1, 3, 3, 3, 4, 5])
  const common = random.pick(VERSIONS)
  return Array.from({ length: count }, (_, i) => ({
    name: `m${i}`,
    version: random.chance(0.2) ? random.pick(VERSIONS) : common,
    isSecondary: i >= 3,
    lag: random.pick([0, 5, 50, 500, 3000])
  }))
}

function drawTroubles (random: Random): Troubles {
  if (random.chance(0.2)) return NO_TROUBLES
  const rate = (): number => random.chance(0.5) ? 0 : random.pick([0.001, 0.005, 0.02, 0.08])
  return { slow: rate(), silent: rate() / 4, cutBefore: rate(), cutAfter: rate(), failure: rate() }
}

interface Scene {
  readonly members: readonly MemberPlan[]
  readonly databases: readonly string[]
  readonly duration: number
}

function drawEvents (random: Random, { members, databases, duration }: Scene): ClusterEvent[] {
  const events: ClusterEvent[] = []
  const count = random.pick([0, 2, 5, 10, 20])
  for (let i = 0; i < count; i++) events.push(drawEvent(random, members, databases, Math.floor(random.next() * duration)))
  if (random.chance(0.2)) events.push(...drawUpgrade(random, members, duration))
  return events.sort((a, b) => a.at - b.at)
}

function drawEvent (random: Random, members: readonly MemberPlan[], databases: readonly string[], at: number): ClusterEvent {
  const member = random.int(members.length)
  const database = random.pick(databases)
  const user = random.pick(USERS)
  switch (random.int(10)) {
    case 0: case 1: return { at, kind: 'election', database, gap: random.pick([0, 50, 500, 3000, 10000]), successor: member }
    case 2: case 3: return { at, kind: 'restart', member, how: random.pick(['graceful', 'reset']), down: random.pick([100, 1000, 5000, 20000]), version: undefined }
    case 4: return { at, kind: 'lag', member, lag: random.pick([0, 10, 200, 3000, 60000]) }
    case 5: return { at, kind: 'staleView', member, age: random.pick([0, 1000, 10000, 60000]) }
    case 6: return { at, kind: 'unavailable', member, database, duration: random.pick([100, 1000, 10000]) }
    case 7: return { at, kind: 'homeDatabase', user, database }
    case 8: return random.chance(0.5) ? { at, kind: 'rotation', user, grace: random.pick([0, 1000, 60000]) } : { at, kind: 'authorizationExpired', user }
    default: return {
      at,
      kind: 'termination',
      member,
      code: random.pick(['Neo.TransientError.Transaction.Terminated', 'Neo.ClientError.Transaction.Terminated', 'Neo.TransientError.Transaction.LockClientStopped'])
    }
  }
}

/** One member after the other gets the newest version. */
function drawUpgrade (random: Random, members: readonly MemberPlan[], duration: number): ClusterEvent[] {
  const pause = duration / (members.length + 1)
  return members.map((_, member) => ({
    at: Math.floor(pause * (member + random.next())),
    kind: 'restart',
    member,
    how: random.pick(['graceful', 'reset']),
    down: random.pick([1000, 5000]),
    version: NEWEST
  }))
}
