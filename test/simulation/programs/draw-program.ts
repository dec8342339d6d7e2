import type { ClusterPlan } from '../cluster/plan.js'
import type { Random } from '../world/world.js'
import {
  type AuthPlan, type CallPlan, type ClientPlan, type DriverPlan, type LimitsPlan, type Manners, type Mishap, type Program, type Reading,
  type SessionPlan, type StatementPlan, type Step
} from './steps.js'

export const PLAIN_CALL: CallPlan = { abortAfter: undefined, timeout: undefined, idempotent: false, pipelineBegin: false }
const CODES = [
  'Neo.ClientError.Statement.SyntaxError', 'Neo.TransientError.General.OutOfMemoryError', 'Neo.DatabaseError.General.UnknownError',
  'Neo.ClientError.Security.Forbidden', 'Neo.ClientError.Security.AuthorizationExpired', 'Neo.TransientError.Transaction.DeadlockDetected'
] as const
/** Sessions and transactions of one client: few, so that steps meet. */
const PLACES = 2

/** Clients that do all that they should, and what they should not. `duration`: for about so many milliseconds. */
export function drawProgram (random: Random, cluster: ClusterPlan, duration: number): Program {
  const drivers = Array.from({ length: random.pick([1, 1, 2]) }, () => drawDriver(random, cluster))
  const clients = Array.from({ length: random.between(1, 8) }, () => drawClient(random, cluster, random.int(drivers.length), duration))
  return { drivers, clients }
}

export const DEFAULT_LIMITS: LimitsPlan = {
  maxConnectionPoolSize: 100,
  connectionAcquisitionTimeout: 60_000,
  connectionTimeout: 30_000,
  maxTransactionRetryTime: 30_000,
  maxConnectionLifetime: 3_600_000,
  connectionLivenessCheckTimeout: undefined,
  fetchSize: 1000
}

function drawDriver (random: Random, cluster: ClusterPlan): DriverPlan {
  const clumsiness = random.pick([0, 0, 0.02, 0.2, 0.5])
  const manners = (): Manners => drawManners(random, clumsiness)
  return {
    scheme: random.chance(0.85) ? 'neo4j' : 'bolt',
    member: random.int(cluster.members.length),
    limits: drawLimits(random),
    auth: drawAuth(random, cluster, manners),
    resolver: random.chance(0.3) ? manners() : undefined,
    logger: random.chance(0.15) ? { level: random.pick(['debug', 'info', 'warn', 'error']), throws: random.pick([0, 0.05]) } : undefined,
    bookmarks: { supplier: random.chance(0.2) ? manners() : undefined, consumer: random.chance(0.2) ? manners() : undefined },
    certificate: random.chance(0.03) ? { ...manners(), neverSettles: random.pick([0, 0.3, 1]) } : undefined,
    useBigInt: random.chance(0.2),
    telemetryDisabled: random.chance(0.5)
  }
}

function drawManners (random: Random, clumsiness: number): Manners {
  const rate = (): number => random.chance(0.5) ? clumsiness : 0
  return { delay: random.pick([0, 0, 0, 5, 200, 3000]), throws: rate(), rejectsOddly: rate(), neverSettles: rate() / 2 }
}

function drawAuth (random: Random, { users }: ClusterPlan, manners: () => Manners): AuthPlan {
  const { name: user, scheme } = random.pick(users)
  const kind = random.chance(0.5) ? 'fixed' : random.chance(0.5) ? 'custom' : scheme
  return { kind, user, manners: manners() }
}

function drawLimits (random: Random): LimitsPlan {
  if (random.chance(0.5)) return { ...DEFAULT_LIMITS, maxConnectionPoolSize: random.between(1, 5) }
  const isHasty = random.chance(0.1)
  return {
    maxConnectionPoolSize: random.between(1, 5),
    connectionAcquisitionTimeout: random.pick(isHasty ? [0, 1, 50] : [500, 3000, 20_000, 60_000]),
    connectionTimeout: random.pick(isHasty ? [1, 20] : [0, 300, 3000, 30_000]),
    maxTransactionRetryTime: random.pick([0, 1, 1000, 10_000, 30_000]),
    maxConnectionLifetime: random.pick([0, 1, 500, 10_000, 3_600_000]),
    connectionLivenessCheckTimeout: random.pick([undefined, 0, 1, 1000, 60_000]),
    fetchSize: random.pick([1, 2, 3, 10, 1000, -1])
  }
}

function drawClient (random: Random, cluster: ClusterPlan, driver: number, duration: number): ClientPlan {
  const steps: Step[] = [drawOpen(random, cluster, 0), drawOpen(random, cluster, 1)]
  const count = random.between(3, 40)
  const pause = 2 * duration / count
  for (let i = 0; i < count; i++) {
    if (random.chance(0.6)) steps.push({ kind: 'think', waits: true, milliseconds: Math.floor(random.next() ** 2 * pause) })
    steps.push(...drawSteps(random, cluster))
  }
  return { driver, steps }
}

/** Mostly one thing; a transaction is several. */
function drawSteps (random: Random, cluster: ClusterPlan): Step[] {
  const session = random.int(PLACES)
  const waits = random.chance(0.85)
  const config = drawCall(random)
  switch (random.int(14)) {
    case 0: return [drawOpen(random, cluster, session)]
    case 1: case 2: case 3: return [{ kind: 'run', waits, session, statement: drawStatement(random), reading: drawReading(random), config }]
    case 4: case 5: case 6: return drawTransaction(random, cluster, session)
    case 7: case 8: case 9: {
      const statements = Array.from({ length: random.between(0, 3) }, () => drawStatement(random))
      const mode = statements.some(({ verb }) => verb === 'WRITE') && random.chance(0.95) ? 'WRITE' : random.pick(['READ', 'WRITE'] as const)
      return [{ kind: 'function', waits, session, mode, statements, mishap: drawMishap(random), config }]
    }
    case 10: case 11: {
      const statement = drawStatement(random)
      const routing = statement.verb === 'WRITE' ? 'WRITE' : random.pick(['READ', 'WRITE'] as const)
      return [{ kind: 'executeQuery', waits, routing, database: random.chance(0.5) ? undefined : random.pick(cluster.databases), statement, throwsInMapper: random.chance(0.03), config }]
    }
    case 12: return [{
      kind: 'rxRun', waits, plan: drawSession(random, cluster), statement: drawStatement(random), unsubscribesAfter: random.chance(0.4) ? random.int(6) : undefined, config
    }]
    default: {
      const rare = drawRare(random, cluster, session, waits)
      return rare.kind === 'close' && random.chance(0.8) ? [rare, drawOpen(random, cluster, session)] : [rare]
    }
  }
}

function drawRare (random: Random, cluster: ClusterPlan, session: number, waits: boolean): Step {
  switch (random.int(5)) {
    case 0: return random.chance(0.05) ? { kind: 'closeDriver', waits } : drawOpen(random, cluster, session)
    case 1: return { kind: 'verify', waits, what: random.pick(['connectivity', 'serverInfo', 'authentication'] as const) }
    case 2: return { kind: random.pick(['commit', 'rollback', 'txClose'] as const), waits, transaction: session }
    default: return { kind: 'close', waits, session }
  }
}

function drawTransaction (random: Random, cluster: ClusterPlan, place: number): Step[] {
  const steps: Step[] = [{ kind: 'begin', waits: random.chance(0.9), session: place, transaction: place, config: drawCall(random) }]
  for (let i = random.int(4); i > 0; i--) {
    steps.push({ kind: 'txRun', waits: random.chance(0.8), transaction: place, statement: drawStatement(random), reading: drawReading(random) })
    if (random.chance(0.2)) steps.push({ kind: 'think', waits: true, milliseconds: random.pick([1, 100, 2000, 20_000]) })
  }
  if (random.chance(0.9)) steps.push({ kind: random.pick(['commit', 'commit', 'commit', 'rollback', 'txClose'] as const), waits: random.chance(0.9), transaction: place })
  if (random.chance(0.1)) steps.push({ kind: 'close', waits: random.chance(0.5), session: place }, drawOpen(random, cluster, place))
  return steps
}

function drawOpen (random: Random, cluster: ClusterPlan, session: number): Step {
  return { kind: 'open', waits: true, session, plan: drawSession(random, cluster) }
}

function drawSession (random: Random, { users, databases }: ClusterPlan): SessionPlan {
  return {
    mode: random.chance(0.7) ? 'WRITE' : 'READ',
    database: random.chance(0.4) ? undefined : random.pick(databases),
    user: random.chance(0.15) ? random.pick(users).name : undefined,
    impersonatedUser: random.chance(0.1) ? random.pick(users).name : undefined,
    sharesBookmarks: random.chance(0.4),
    continues: random.chance(0.2) ? random.int(PLACES) : undefined,
    fetchSize: random.chance(0.2) ? random.pick([1, 5, 100]) : undefined
  }
}

function drawStatement (random: Random): StatementPlan {
  const drawn = random.next()
  if (drawn < 0.35) return { verb: 'WRITE' }
  if (drawn < 0.6) return { verb: 'READ' }
  if (drawn < 0.85) return { verb: 'ROWS', count: random.pick([0, 1, 2, 5, 20, 100]), code: random.chance(0.1) ? random.pick(CODES) : undefined }
  if (drawn < 0.93) return { verb: 'FAIL', code: random.pick(CODES) }
  return { verb: 'SLOW', milliseconds: random.pick([1, 100, 3000, 20_000]) }
}

function drawReading (random: Random): Reading {
  if (random.chance(0.5)) return { way: 'await' }
  const after = random.int(6)
  switch (random.int(11)) {
    case 0: return { way: 'loop' }
    case 1: return { way: 'breakLoop', after }
    case 2: return { way: 'subscribe' }
    case 3: return { way: 'summary' }
    case 4: return { way: 'keys' }
    case 5: return { way: 'peek', after }
    case 6: return { way: 'abandon' }
    case 7: return { way: 'twice' }
    case 8: return { way: 'throwInObserver', after }
    case 9: return { way: 'throwInMapper', after }
    default: return { way: 'slowLoop', pause: random.pick([1, 50, 1000]) }
  }
}

function drawCall (random: Random): CallPlan {
  if (random.chance(0.6)) return PLAIN_CALL
  return {
    abortAfter: random.chance(0.4) ? random.pick([0, 1, 5, 20, 100, 1000, 10_000]) : undefined,
    timeout: random.chance(0.2) ? random.pick([1, 100, 5000]) : undefined,
    idempotent: random.chance(0.3),
    pipelineBegin: random.chance(0.3)
  }
}

function drawMishap (random: Random): Mishap {
  if (random.chance(0.6)) return 'none'
  return random.pick(['throws', 'rejectsOddly', 'neverSettles', 'swallowsErrors', 'swallowsErrors', 'runsAtOnce', 'runsAtOnce', 'doesNotWait', 'isSlow', 'isSlow', 'closesItsSession'] as const)
}
