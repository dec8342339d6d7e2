import { isolate, realNow } from '../world/isolation.js'
import { modulesOf } from '../world/node-modules.js'
import { SimulatedWorld } from '../world/simulated-world.js'
import { driverUnderTest, type DriverBundle } from './driver-under-test.js'
import { playTrivially } from './trivial.js'

export { realNow }

let current: SimulatedWorld | undefined
const escape = (what: string, place = new Error().stack ?? ''): void => { current?.fail('no way out of the simulation', `${what} ${place}`) }

export function start (loadDriver: (require: (name: string) => unknown) => DriverBundle, realRequire: (name: string) => unknown) {
  isolate(() => current!.driverRandom.next(), escape)
  const bundle = loadDriver(modulesOf(() => current!.network, realRequire, escape))
  return async (seed: number, onTrace?: (line: string) => void) => {
    const world = current = new SimulatedWorld({ seed, onTrace })
    let done = false
    playTrivially(world, driverUnderTest(bundle, world.driverClock, async () => [])).then(() => { done = true; }, error => { world.fail('trivial', String(error.stack)) })
    const end = await world.scheduler.run(1e9)
    world.trace('world', `ended ${end} ${done} timers ${world.driverClock.running} open ${world.network.openClients.length} steps ${world.scheduler.steps}`)
    return { failures: world.failures, minutes: world.scheduler.now / 60000, steps: world.scheduler.steps, done }
  }
}
