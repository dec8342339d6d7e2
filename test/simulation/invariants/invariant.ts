import type { Driver } from '../../../src/entry/rx-driver.js'
import type { Truth } from '../cluster/truth.js'
import type { Records } from '../programs/outcome.js'
import type { DriverUnderTest } from '../runner/driver-under-test.js'
import type { SimulatedWorld } from '../world/simulated-world.js'

/** What an invariant may look at. */
export interface Evidence {
  readonly world: SimulatedWorld
  readonly truth: Truth
  readonly records: Records
  readonly driver: DriverUnderTest
  /** Those that were made so far, closed ones too. */
  readonly drivers: readonly Driver[]
  /** Whether all of them have URLs with neo4j://. */
  readonly allRoute: boolean
}

/** What must be true whatever happens. */
export interface Invariant {
  /** As the trace and the report show it: what is true, in a few words. */
  readonly name: string
  /** After every event, or when everything has ended and the driver is closed. */
  readonly when: 'always' | 'atEnd'
  /** What contradicts it: with the numbers of calls and connections, so that it can be found in the trace. */
  readonly brokenBy: (evidence: Evidence) => string | undefined
}
