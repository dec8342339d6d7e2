import type { ClusterPlan } from '../cluster/plan.js'
import type { Random } from '../world/world.js'
import { DEFAULT_LIMITS, PLAIN_CALL } from './draw-program.js'
import type { ClientPlan, DriverPlan, Program, StatementPlan, Step } from './steps.js'

/** Sessions of one client. */
const PLACES = 2

/** A driver gives its connection back, and tries again if it gets another. */
const REFUSED: StatementPlan = { verb: 'FAIL', code: 'Neo.TransientError.General.DatabaseUnavailable', undone: true }

/** Many clients and hardly a connection: they wait in line, and what one does wrong others suffer from. */
export function drawCrowd (random: Random, cluster: ClusterPlan): Program {
  const clients = Array.from({ length: random.between(3, 8) }, () => drawClient(random, cluster))
  return { drivers: [drawDriver(random, cluster)], clients }
}

function drawDriver (random: Random, { users, members }: ClusterPlan): DriverPlan {
  return {
    scheme: 'bolt',
    member: random.int(members.length),
    limits: {
      ...DEFAULT_LIMITS,
      maxConnectionPoolSize: random.pick([1, 1, 2]),
      connectionAcquisitionTimeout: random.pick([500, 3000, 3000, 60_000]),
      connectionLivenessCheckTimeout: random.pick([undefined, 0]),
      maxConnectionLifetime: random.pick([500, 3_600_000])
    },
    auth: { kind: 'fixed', user: random.pick(users).name, manners: { delay: 0, throws: 0, rejectsOddly: 0, neverSettles: 0 } },
    resolver: undefined,
    logger: undefined,
    bookmarks: { supplier: undefined, consumer: undefined },
    certificate: undefined,
    useBigInt: false,
    telemetryDisabled: random.chance(0.5)
  }
}

function drawClient (random: Random, cluster: ClusterPlan): ClientPlan {
  const steps: Step[] = [0, 1].map(session => drawOpen(random, cluster, session))
  for (let i = random.between(5, 25); i > 0; i--) {
    steps.push({ kind: 'think', waits: true, milliseconds: random.pick([0, 10, 300, 3000]) })
    const place = random.int(PLACES)
    if (random.chance(0.5)) steps.push(...drawTransaction(random, place))
    else steps.push({ kind: 'run', waits: random.chance(0.9), session: place, statement: random.chance(0.3) ? REFUSED : drawStatement(random), reading: { way: 'await' }, config: PLAIN_CALL })
    if (random.chance(0.1)) steps.push({ kind: 'close', waits: random.chance(0.5), session: place }, drawOpen(random, cluster, place))
  }
  if (random.chance(0.1)) steps.push({ kind: 'closeDriver', waits: true })
  return { driver: 0, steps }
}

/** Some are left while they are being committed. */
function drawTransaction (random: Random, place: number): Step[] {
  const steps: Step[] = [{ kind: 'begin', waits: true, session: place, transaction: place, config: PLAIN_CALL }]
  for (let i = random.between(1, 3); i > 0; i--) {
    steps.push({ kind: 'txRun', waits: true, transaction: place, statement: drawStatement(random), reading: { way: 'await' } })
    steps.push({ kind: 'think', waits: true, milliseconds: random.pick([0, 50, 500, 1000, 5000]) })
  }
  steps.push({ kind: random.pick(['commit', 'commit', 'rollback'] as const), waits: random.chance(0.8), transaction: place })
  return steps
}

function drawOpen (random: Random, { users, databases }: ClusterPlan, session: number): Step {
  const plan = {
    mode: 'WRITE' as const,
    database: random.pick(databases),
    user: random.chance(0.2) ? random.pick(users).name : undefined,
    impersonatedUser: undefined,
    sharesBookmarks: false,
    continues: undefined,
    fetchSize: undefined
  }
  return { kind: 'open', waits: true, session, plan }
}

function drawStatement (random: Random): StatementPlan {
  return random.pick<StatementPlan>([{ verb: 'WRITE' }, { verb: 'READ' }, { verb: 'ROWS', count: 3, code: undefined }, { verb: 'SLOW', milliseconds: 300 }, REFUSED])
}
