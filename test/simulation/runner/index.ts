import { isolate, realNow } from '../world/isolation.js'
import { modulesOf } from '../world/node-modules.js'
import type { DriverBundle } from './driver-under-test.js'
import { Run, type RunOptions, type RunResult } from './run.js'
import { shrink } from './shrink.js'

export { realNow, shrink }
export type { RunOptions, RunResult }

const STACK_FRAMES = 10

/** How the code of a bundle is run. @param require what it gets as its `require` */
type LoadBundle = (require: (name: string) => unknown) => DriverBundle

/**
 * Makes the process one in which nothing is real, and loads the driver into it.
 * @param realRequire for modules of Node that do no harm
 * @returns what plays the story of a seed, one after the other
 */
export function prepare (load: LoadBundle, realRequire: (name: string) => unknown): (options: RunOptions) => Promise<RunResult> {
  let run: Run | undefined
  const onEscape = (what: string, place: string): void => {
    if (run === undefined) throw new Error(`${what} is used while the driver is loaded: ${place}`)
    run.world.fail('nothing real reaches the driver', `${what} ${place}`)
  }
  const currentRun = (): Run => {
    if (run === undefined) throw new Error('The driver reached for chance or for the network while it was loaded.')
    return run
  }
  isolate(() => currentRun().world.driverRandom.next(), onEscape)
  const bundle = load(modulesOf(() => currentRun().world.network, realRequire, onEscape))
  // Programs provoke them: Node would print each.
  process.removeAllListeners('warning')
  for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, error => { currentRun().uncaught(error) })
  return async options => {
    // Stacks take a sixth of the time, and only people read them.
    Error.stackTraceLimit = options.onTrace === undefined ? 0 : STACK_FRAMES
    run = new Run(options, bundle)
    return await run.play()
  }
}
