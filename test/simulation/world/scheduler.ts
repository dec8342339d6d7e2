import type { Clock, Timer } from '../../../src/clock.js'
import { type Event, EventQueue } from './event-queue.js'
import type { Random } from './random.js'

/** The real one, before the simulation takes it away from everybody else. */
const realSetImmediate = setImmediate
/** How many events are taken in one turn of Node's loop. */
const BATCH = 64
/** More events than that without time passing are a loop. */
const MOST_AT_ONCE = 20_000
/** 2026-01-01T00:00:00Z is moment 0. */
const EPOCH = 1_767_225_600_000
/** Timers of Node fire late at times. */
const LATE = 0.02
const LATEST = 3

/** Why the scheduler stops: nothing is left, the time is over, or somebody has said so. */
export type End = 'idle' | 'time' | 'stopped'

/** The virtual time: nothing moves it but the next event. */
export class Scheduler {
  readonly #queue = new EventQueue()
  readonly #random: Random
  #now = 0
  #steps = 0
  #stepsAtOnce = 0
  #isStopped = false
  #isUnsettled = false
  /** Called after each event, when all that followed from it without time passing has happened. */
  afterEach = (): void => {}
  /** Called with what an event has thrown. */
  onError = (error: unknown): void => { throw error }

  constructor (random: Random) {
    this.#random = random
  }

  get now (): number {
    return this.#now
  }

  /** How many events have happened. */
  get steps (): number {
    return this.#steps
  }

  at (moment: number, happen: () => void): Event {
    const event = { at: Math.max(moment, this.#now), order: this.#random.next(), happen }
    this.#queue.push(event)
    return event
  }

  /** Whatever is running ends after the event of the moment. */
  stop (): void {
    this.#isStopped = true
  }

  /** A clock whose timers can be told from those of others. */
  clock (): CountingClock {
    return new CountingClock(this, this.#random)
  }

  /**
   * Lets happen what is to happen until a moment, one event after the other; between two of them, Node empties its
   * queues of ticks and microtasks, as it does between two immediates.
   */
  async run (until: number): Promise<End> {
    return await new Promise(resolve => {
      const batch = (): void => {
        const end = this.#end(until)
        if (end !== undefined) {
          resolve(end)
          return
        }
        for (let i = 0; i < BATCH; i++) realSetImmediate(step)
        realSetImmediate(batch)
      }
      const step = (): void => { if (this.#end(until) === undefined) this.#step() }
      // What the caller has begun comes first.
      realSetImmediate(batch)
    })
  }

  #end (until: number): End | undefined {
    if (this.#isUnsettled) {
      this.#isUnsettled = false
      this.afterEach()
    }
    if (this.#isStopped) return 'stopped'
    const queue = this.#queue
    while (queue.first !== undefined && queue.first.happen === undefined) queue.shift()
    if (queue.first !== undefined && queue.first.at <= until) return undefined
    this.#now = until
    return queue.first === undefined ? 'idle' : 'time'
  }

  #step (): void {
    const event = this.#queue.shift() as Event
    this.#stepsAtOnce = event.at === this.#now ? this.#stepsAtOnce + 1 : 0
    if (this.#stepsAtOnce === MOST_AT_ONCE) this.onError(new Error(`${MOST_AT_ONCE} events have happened at one moment: something runs in a circle.`))
    this.#now = event.at
    this.#steps++
    const { happen } = event
    event.happen = undefined
    this.#isUnsettled = true
    try {
      happen?.()
    } catch (error) {
      this.onError(error)
    }
  }
}

/** The driver's seam to the time. */
export class CountingClock implements Clock {
  readonly #scheduler: Scheduler
  readonly #random: Random
  #running = 0

  constructor (scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler
    this.#random = random
  }

  /** How many timers are running; those of `Infinity` are none. */
  get running (): number {
    return this.#running
  }

  now = (): number => this.#scheduler.now

  date = (): number => EPOCH + this.#scheduler.now

  setTimeout = (callback: () => void, ms: number): Timer => {
    if (ms === Infinity) return undefined
    const late = this.#random.chance(LATE) ? this.#random.int(LATEST) + 1 : 0
    this.#running++
    return this.#scheduler.at(this.#scheduler.now + Math.max(0, Math.ceil(ms)) + late, () => {
      this.#running--
      callback()
    })
  }

  clear = (timer: Timer): void => {
    const event = timer as Event | undefined
    if (event?.happen === undefined) return
    event.happen = undefined
    this.#running--
  }
}
