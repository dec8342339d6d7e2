import { Cluster } from '../cluster/cluster.js'
import { calmPlan, drawPlan, untroubled } from '../cluster/plan.js'
import type { Driver } from '../../../src/entry/rx-driver.js'
import { drawCrowd } from '../programs/draw-crowd.js'
import { drawProgram } from '../programs/draw-program.js'
import { Records } from '../programs/outcome.js'
import { Users } from '../programs/users.js'
import type { SimulatedWorld } from '../world/simulated-world.js'
import type { DriverUnderTest } from './driver-under-test.js'
import { SILENCE_NOTICED } from '../world/link.js'
import { HostTroubles } from './host-troubles.js'
import { playSteadily } from './steady-clients.js'

export interface SceneParts {
  readonly world: SimulatedWorld
  readonly driver: DriverUnderTest
}

/** Who is on stage. */
export interface Scene {
  readonly cluster: Cluster
  readonly records: Records
  readonly drivers: readonly Driver[]
  /** Whether all of them have URLs with neo4j://. */
  readonly allRoute: boolean
  /** Until when, in milliseconds, things go wrong. */
  readonly duration: number
  /** Resolves when all programs have ended. */
  readonly play: () => Promise<void>
  /** Nothing goes wrong any more. */
  readonly calm: () => void
}

/** How many of all seeds are about clients who wait in line. */
const CROWDS = 0.08
const STEADY_MINUTES = 60
const STEADY_PAUSE = 60_000

/** Three members and ten clients, and nothing goes wrong but what the network does. */
export function steadyScene ({ world, driver }: SceneParts): Scene {
  const cluster = new Cluster(world, calmPlan())
  const records = new Records()
  const duration = STEADY_MINUTES * 60_000
  const user = cluster.directory.tokenOf('alice').token
  const drivers = [driver.driver(`neo4j://${cluster.addresses[0]}`, user, {})]
  return {
    cluster, records, drivers, allRoute: true, duration,
    play: () => playSteadily(world, drivers[0], records, { clients: 10, duration, pause: STEADY_PAUSE }),
    calm: () => { cluster.calm() }
  }
}

/** All as the seed has it. */
export function seededScene ({ world, driver }: SceneParts): Scene {
  const random = world.random.fork('scene')
  const duration = random.pick([1, 2, 5, 10]) * 60_000
  const crowd = random.fork('crowd')
  const isCrowd = crowd.chance(CROWDS)
  const plan = drawPlan(random.fork('cluster'), duration)
  const cluster = new Cluster(world, isCrowd && crowd.chance(0.5) ? untroubled(plan) : plan)
  const hosts = new HostTroubles(world, random.fork('hosts'), cluster.members.map(({ name }) => name), duration)
  const program = isCrowd ? drawCrowd(crowd, cluster.plan) : drawProgram(random.fork('program'), cluster.plan, duration)
  const stall = Math.max(hosts.longestDelay, world.network.longestDelay)
  const { breaks, lostConnects } = world.network.conditions
  const users = new Users(program, world, cluster, driver, stall, breaks + lostConnects === 0 && stall < SILENCE_NOTICED)
  return {
    cluster,
    records: users.records,
    drivers: users.drivers,
    allRoute: program.drivers.every(({ scheme }) => scheme === 'neo4j'),
    duration,
    play: async () => { await users.play() },
    calm: () => {
      cluster.calm()
      hosts.calm()
      users.calm()
    }
  }
}
