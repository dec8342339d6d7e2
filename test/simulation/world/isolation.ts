/** A way out of the simulation that the code under test has found. */
export type OnEscape = (what: string, place: string) => void

const real = {
  setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate,
  Date, random: Math.random, hrtime: process.hrtime, now: performance.now.bind(performance), FinalizationRegistry, WeakRef
}

/** Milliseconds of the real time, for the runner alone. */
export const realNow = real.now

/** For the place of an escape. */
const FRAMES = 5

/** Collected objects change nothing: when that happens is up to the memory, not to the seed. */
class InertRegistry {
  register (): void {}
  unregister (): boolean { return false }
}

class StrongRef<T> {
  readonly #target: T

  constructor (target: T) {
    this.#target = target
  }

  deref (): T {
    return this.#target
  }
}

/**
 * Replaces what JavaScript knows of time, chance and collected objects, for the whole process. Random numbers come
 * from the seed; everything else reports where it was called from, and fails.
 * @returns a function that undoes it
 */
export function isolate (random: () => number, onEscape: OnEscape): () => void {
  const forbidden = (what: string): (() => never) => function escape (): never {
    onEscape(what, placeOf(escape))
    throw new Error(`The simulation does not have ${what}.`)
  }
  class VirtualDate extends real.Date {
    constructor (...args: [] | [number | string | Date]) {
      if (args.length === 0) forbidden('new Date()')()
      super(...args as [number])
    }

    static override now = forbidden('Date.now')
  }
  const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'] as const
  const replaced = {
    ...Object.fromEntries(timers.map(name => [name, forbidden(name)])),
    Date: VirtualDate, FinalizationRegistry: InertRegistry, WeakRef: StrongRef
  }
  Object.assign(globalThis, replaced)
  Math.random = random
  process.hrtime = Object.assign(forbidden('process.hrtime'), { bigint: forbidden('process.hrtime.bigint') })
  performance.now = forbidden('performance.now')
  return () => {
    const { random, hrtime, now, ...globals } = real
    Object.assign(globalThis, globals)
    Math.random = random
    process.hrtime = hrtime
    performance.now = now
  }
}

/** Who has called a function. */
export function placeOf (called: (...args: never) => unknown): string {
  const place = { stack: '' }
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = FRAMES
  Error.captureStackTrace(place, called)
  Error.stackTraceLimit = stackTraceLimit
  return place.stack.split('\n').slice(1).map(line => line.trim()).join(' ')
}
