import type { Record } from '../types/record.js'
import { type CursorKind, RecordCursor, type Sink } from './record-cursor.js'

/**
 * The readers of one stream. Each of them gets every record.
 *
 * The first cursor exists from the beginning: it keeps the records until the first reader claims it. Any other reader
 * gets a cursor of its own, as long as some cursor still has all records.
 */
export class RecordReaders {
  /** How many records have arrived. */
  received = 0
  #first = new RecordCursor('unclaimed')
  /** All cursors; undefined while there is only the first one. */
  #all: RecordCursor[] | undefined
  /** Set if the only reader is an observer that has got every record so far: records are delivered in its scope. */
  sink: Sink | undefined

  deliver (record: Record): void {
    this.received++
    if (this.sink !== undefined) {
      this.sink.give(record)
    } else if (this.#all === undefined) {
      this.#first.push(record)
      this.#first.wake()
    } else {
      for (const cursor of this.#all) cursor.receive(record)
    }
  }

  /** Called when an observer has got every record so far. */
  connect (cursor: RecordCursor, sink: Sink): void {
    cursor.connect(sink)
    this.#chooseSink()
  }

  /** @returns undefined if no cursor has all records any more */
  open (kind: CursorKind): RecordCursor | undefined {
    if (this.#first.kind === 'unclaimed') {
      this.#first.kind = kind
      return this.#first
    }
    const cursor = this.#fromTheBeginning(kind)
    if (cursor !== undefined) {
      this.#all = [...this.#cursors, cursor]
      this.#chooseSink()
    }
    return cursor
  }

  /** Sets the cursor of the only reader, before the first record. */
  claim (cursor: RecordCursor): void {
    this.#first = cursor
  }

  /** Called when a reader is done: its cursor gets no further records and drops those it has. */
  leave (cursor: RecordCursor): void {
    this.#all = this.#cursors.filter(other => other !== cursor)
    cursor.leave()
    this.#chooseSink()
  }

  /** Whether all readers have left. */
  get isEmpty (): boolean {
    return this.#cursors.length === 0
  }

  /** Whether a reader has claimed the first cursor. */
  get isClaimed (): boolean {
    return this.#first.kind !== 'unclaimed'
  }

  /** Whether a reader other than that of `cursor` is reading. */
  hasOthers (cursor: RecordCursor): boolean {
    return this.#cursors.some(other => other !== cursor)
  }

  /** Whether any reader takes records without requesting them one by one. */
  get readOn (): boolean {
    return this.#cursors.some(cursor => cursor.readsOn)
  }

  /** Whether any reader wants all records in one array. */
  get collect (): boolean {
    return this.#cursors.some(cursor => cursor.kind === 'collected')
  }

  /** Whether to fetch more records: one waiting reader is enough; slower readers queue the records. */
  isHungry (lowMark: number): boolean {
    return this.#cursors.some(cursor => cursor.isHungry(lowMark))
  }

  /** Drops all unread records. */
  drop (): void {
    for (const cursor of this.#cursors) cursor.takeAll()
  }

  /** Called at the end of the stream. */
  wakeAll (): void {
    for (const cursor of this.#cursors) cursor.wake()
  }

  #chooseSink (): void {
    const cursors = this.#cursors
    this.sink = cursors.length === 1 ? cursors[0].sink : undefined
  }

  get #cursors (): readonly RecordCursor[] {
    return this.#all ?? [this.#first]
  }

  #fromTheBeginning (kind: CursorKind): RecordCursor | undefined {
    const cursor = new RecordCursor(kind)
    if (this.received === 0) return cursor
    const complete = this.#cursors.find(({ isComplete }) => isComplete)
    if (complete === undefined) return undefined
    for (const record of complete.toArray()) cursor.push(record)
    return cursor
  }
}
