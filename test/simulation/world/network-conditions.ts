import type { LinkConditions } from './pipe.js'
import type { Random } from './random.js'

/** What a network is like; drawn once for a world. All are probabilities where nothing else is said. */
export interface NetworkConditions extends LinkConditions {
  readonly name: string
  /** Connecting takes up to so many milliseconds. */
  readonly connectTime: number
  /** A connection is never established. */
  readonly lostConnects: number
  /** What the driver writes stays in its process for some milliseconds. */
  readonly holdUps: number
  /** A new connection will be reset after some pieces. */
  readonly breaks: number
  /** A new connection will go silent after some pieces. */
  readonly silences: number
}

/** What every network is like unless something else is said. */
const PERFECT: NetworkConditions = {
  name: 'perfect', latency: 0, jitter: 0, cutting: 0, stalls: 0, connectTime: 0, lostConnects: 0, holdUps: 0, breaks: 0, silences: 0
}
const ORDINARY: NetworkConditions = { ...PERFECT, name: 'ordinary', latency: 1, jitter: 2, cutting: 0.1, connectTime: 3, holdUps: 0.05 }
const BREAKING: NetworkConditions = { ...ORDINARY, name: 'breaking', breaks: 0.15, lostConnects: 0.01 }
const SILENT: NetworkConditions = { ...ORDINARY, name: 'silent', silences: 0.05, lostConnects: 0.01 }
const SLOW: NetworkConditions = { ...ORDINARY, name: 'slow', latency: 20, jitter: 100, stalls: 0.01, connectTime: 300, holdUps: 0.3 }
const ROUGH: NetworkConditions = { ...SLOW, name: 'rough', cutting: 0.5, breaks: 0.3, silences: 0.05, lostConnects: 0.03 }

export function drawConditions (random: Random): NetworkConditions {
  return random.pick([PERFECT, PERFECT, ORDINARY, ORDINARY, BREAKING, BREAKING, SILENT, SLOW, ROUGH])
}

/** For measuring: what has no faults. */
export { ORDINARY }
