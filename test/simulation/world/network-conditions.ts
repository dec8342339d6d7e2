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

const PERFECT: NetworkConditions = {
  name: 'perfect', latency: 0, jitter: 0, cutting: 0, stalls: 0, connectTime: 0, lostConnects: 0, holdUps: 0, breaks: 0, silences: 0
}
const ORDINARY: NetworkConditions = {
  name: 'ordinary', latency: 1, jitter: 2, cutting: 0.1, stalls: 0.0005, connectTime: 3, lostConnects: 0.002, holdUps: 0.05, breaks: 0.05, silences: 0.02
}
const ROUGH: NetworkConditions = {
  name: 'rough', latency: 5, jitter: 50, cutting: 0.5, stalls: 0.01, connectTime: 300, lostConnects: 0.03, holdUps: 0.3, breaks: 0.3, silences: 0.1
}

export function drawConditions (random: Random): NetworkConditions {
  return random.pick([PERFECT, ORDINARY, ORDINARY, ORDINARY, ROUGH])
}
