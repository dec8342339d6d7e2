import type { AsyncResource } from 'node:async_hooks'
import { Fifo } from '../fifo.js'
import type { Record } from '../types/record.js'

/**
 * How records are consumed: `unclaimed`: not yet; `pulled`: by a reader that asks for one after the other; `paced`: by one that asks
 * for all of them, one after the other; `pushed`: by an observer that takes each as it comes; `collected`: all at the end, into
 * one array.
 */
export type CursorKind = 'unclaimed' | 'pulled' | 'paced' | 'pushed' | 'collected'

/** Where an observer's records go, and the asynchronous context of its caller, in which it wants them. */
export interface Sink {
  readonly give: (record: Record) => void
  readonly scope: AsyncResource
}

/** One reader of a stream: a queue of the records that it has not taken yet. */
export class RecordCursor extends Fifo<Record> {
  kind: CursorKind
  /** How many records it has given away. */
  taken = 0
  /** A `pulled` or `paced` one that has been asked for a record: more are to be fetched when few are left. */
  isReading = false
  /** Its reader is done. */
  hasLeft = false
  /** A `pushed` one that has got everything so far: records do not have to wait any more. */
  sink: Sink | undefined
  #waiter: (() => void) | undefined

  constructor (kind: CursorKind) {
    super()
    this.kind = kind
    this.sink = undefined
  }

  /** It takes all records by itself: nothing else has to ask for them one by one. */
  get readsOn (): boolean {
    return this.kind === 'pushed' || this.kind === 'collected' || this.kind === 'paced'
  }

  /** Whether more records should be fetched, with `lowMark` of them left. */
  isHungry (lowMark: number): boolean {
    return this.kind === 'pushed' || (this.isReading && this.size <= lowMark)
  }

  /** It has all records from the first on. */
  get isComplete (): boolean {
    return this.taken === 0
  }

  /** Beside other readers: each gets the record in its own way. */
  receive (record: Record): void {
    const { sink } = this
    if (sink === undefined) {
      this.push(record)
      this.wake()
    } else {
      sink.scope.runInAsyncScope(sink.give, undefined, record)
    }
  }

  /** Records are given to the sink from now on, and not kept. */
  connect (sink: Sink): void {
    this.sink = sink
    this.taken++
  }

  take (): Record | undefined {
    this.taken++
    return this.shift()
  }

  override takeAll (): Record[] {
    this.taken += this.size
    return super.takeAll()
  }

  leave (): void {
    this.hasLeft = true
    this.sink = undefined
    this.takeAll()
    this.wake()
  }

  /** Resolves when there is a record to read, or the stream is over. */
  async wait (): Promise<void> {
    await new Promise<void>(resolve => {
      const earlier = this.#waiter
      this.#waiter = earlier === undefined ? resolve : () => { earlier(); resolve() }
    })
  }

  /** There is something new: a record, or the end. */
  wake (): void {
    const waiter = this.#waiter
    if (waiter === undefined) return
    this.#waiter = undefined
    waiter()
  }
}
