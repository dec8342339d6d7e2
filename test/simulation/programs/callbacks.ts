import type { Random, World } from '../world/world.js'
import type { Manners } from './steps.js'

/** Errors that come from callbacks and functions of programs: the driver may hand them on as they are. */
export class OwnError extends Error {}

/** What programs throw that is no Error. */
const ODD_THINGS: readonly unknown[] = [undefined, null, 'a string', 42, Object.freeze({ odd: true })]

export function drawOddThing (random: Random): unknown {
  return random.pick(ODD_THINGS)
}

export function isOddThing (value: unknown): boolean {
  return ODD_THINGS.includes(value)
}

/** Makes callbacks with manners. */
export class Callbacks {
  readonly #world: World
  readonly #random: Random
  /** From when on all callbacks behave well. */
  isCalm = false

  constructor (world: World, name: string) {
    this.#world = world
    this.#random = world.random.fork(name)
  }

  /** What is asked, as it should be, is told by `answer`. */
  make<A extends unknown[], T> (name: string, { delay, throws, rejectsOddly, neverSettles }: Manners, answer: (...args: A) => T): (...args: A) => Promise<T> {
    const { sleep, fault } = this.#world
    return (...args) => {
      if (this.isCalm) return Promise.resolve(answer(...args))
      if (throws > 0 && this.#random.chance(throws) && fault(`${name} throws`, 1)) throw new OwnError(`${name} throws`)
      return (async () => {
        if (delay > 0) await sleep(delay)
        if (rejectsOddly > 0 && this.#random.chance(rejectsOddly) && fault(`${name} rejects`, 1)) throw drawOddThing(this.#random)
        if (neverSettles > 0 && this.#random.chance(neverSettles) && fault(`${name} never settles`, 1)) await new Promise<never>(() => {})
        return answer(...args)
      })()
    }
  }
}
