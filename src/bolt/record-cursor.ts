import type { AsyncResource } from 'node:async_hooks'
import { Fifo } from '../fifo.js'
import type { Record } from '../types/record.js'

/**
 * How records are consumed: `unclaimed`: not yet; `pulled`: by a reader that requests one record at a time; `paced`: by a reader
 * that takes all records, but one at a time; `pushed`: by an observer that gets each record when it arrives; `collected`: all at
 * the end, in one array.
 */
export type CursorKind = 'unclaimed' | 'pulled' | 'paced' | 'pushed' | 'collected'

/** The observer that records are given to, and the asynchronous context of its subscriber, in which it is called. */
export interface Sink {
  readonly give: (record: Record) => void
  readonly scope: AsyncResource
}

/** One reader of a stream: a queue of the records that it has not taken yet. */
export class RecordCursor extends Fifo<Record> {
  kind: CursorKind
  /** How many records the reader has taken. */
  taken = 0
  /** Whether a `pulled` or `paced` reader has requested a record: more are fetched when few are left. */
  isReading = false
  /** Whether the reader is done. */
  hasLeft = false
  /** Set for a `pushed` reader that has got every record so far: records are not queued any more. */
  sink: Sink | undefined
  #waiter: (() => void) | undefined

  constructor (kind: CursorKind) {
    super()
    this.kind = kind
    this.sink = undefined
  }

  /** Whether the reader takes all records without requesting them one by one. */
  get readsOn (): boolean {
    return this.kind === 'pushed' || this.kind === 'collected' || this.kind === 'paced'
  }

  /** Whether to fetch more records, given the threshold `lowMark` of unread ones. */
  isHungry (lowMark: number): boolean {
    return this.kind === 'pushed' || (this.isReading && this.size <= lowMark)
  }

  /** Whether the cursor still has all records from the first on. */
  get isComplete (): boolean {
    return this.taken === 0
  }

  /** Delivers a record if there are several readers, each of its own kind. */
  receive (record: Record): void {
    const { sink } = this
    if (sink === undefined) {
      this.push(record)
      this.wake()
    } else {
      sink.scope.runInAsyncScope(sink.give, undefined, record)
    }
  }

  /** Gives all further records to the sink instead of queueing them. */
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

  /** Resolves when there is a record to read, or the stream has ended. */
  wait (): Promise<void> {
    return new Promise<void>(resolve => {
      const earlier = this.#waiter
      this.#waiter = earlier === undefined ? resolve : () => { earlier(); resolve() }
    })
  }

  /** Called for a new record and at the end of the stream. */
  wake (): void {
    const waiter = this.#waiter
    if (waiter === undefined) return
    this.#waiter = undefined
    waiter()
  }
}
