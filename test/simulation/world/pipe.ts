import type { Event } from './event-queue.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'

/** How bytes travel on one connection; drawn for each anew. */
export interface LinkConditions {
  /** Milliseconds from end to end, at least. */
  readonly latency: number
  /** Up to so many milliseconds are added to each piece. */
  readonly jitter: number
  /** How probable it is that a piece is cut into two that arrive one after the other. */
  readonly cutting: number
  /** How probable it is that a piece takes a second or more. */
  readonly stalls: number
}

/** What arrives at the other end. */
type Parcel = Buffer | 'end' | 'reset'

/** In milliseconds. */
export const LONGEST_STALL = 4000
const MOST_CUTS = 4

/** One direction of one connection: what is sent arrives later, in order, cut anywhere, unless the line is cut. */
export class Pipe {
  readonly #scheduler: Scheduler
  readonly #random: Random
  readonly #conditions: LinkConditions
  readonly #deliver: (parcel: Parcel) => void
  readonly #queue: Array<{ readonly at: number, readonly parcel: Parcel }> = []
  #lastArrival = 0
  #next: Event | undefined
  /** Nothing gets through until it is `open` again; `lost` is for ever. */
  #state: 'open' | 'blocked' | 'lost' = 'open'

  constructor (scheduler: Scheduler, random: Random, conditions: LinkConditions, deliver: (parcel: Parcel) => void) {
    this.#scheduler = scheduler
    this.#random = random
    this.#conditions = conditions
    this.#deliver = deliver
  }

  /** Bytes are copied. */
  send (bytes: Uint8Array): void {
    let rest = Buffer.from(bytes)
    for (let cuts = 0; cuts < MOST_CUTS && rest.length > 1 && this.#random.chance(this.#conditions.cutting); cuts++) {
      const size = this.#random.between(1, rest.length - 1)
      this.#queueParcel(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
    this.#queueParcel(rest)
  }

  end (): void {
    this.#queueParcel('end')
  }

  /** What is still on its way is lost. */
  reset (): void {
    this.#queue.length = 0
    this.#callOff()
    this.#queueParcel('reset')
  }

  block (): void {
    if (this.#state === 'open') this.#state = 'blocked'
    this.#callOff()
  }

  unblock (): void {
    if (this.#state !== 'blocked') return
    this.#state = 'open'
    this.#schedule()
  }

  /** Nothing will ever arrive any more, and nobody is told. */
  lose (): void {
    this.#state = 'lost'
    this.#queue.length = 0
    this.#callOff()
  }

  #queueParcel (parcel: Parcel): void {
    if (this.#state === 'lost') return
    const { latency, jitter, stalls } = this.#conditions
    const stall = this.#random.chance(stalls) ? this.#random.int(LONGEST_STALL) : 0
    const at = Math.max(this.#lastArrival, this.#scheduler.now + latency + this.#random.int(jitter + 1) + stall)
    this.#lastArrival = at
    this.#queue.push({ at, parcel })
    this.#schedule()
  }

  #schedule (): void {
    if (this.#next !== undefined || this.#state !== 'open' || this.#queue.length === 0) return
    this.#next = this.#scheduler.at(this.#queue[0].at, () => { this.#arrive() })
  }

  #callOff (): void {
    if (this.#next !== undefined) this.#next.happen = undefined
    this.#next = undefined
  }

  #arrive (): void {
    this.#next = undefined
    const parcel = this.#queue.shift()?.parcel
    this.#schedule()
    if (parcel !== undefined) this.#deliver(parcel)
  }
}
