import type { Record } from '../types/record.js'
import { type CursorKind, RecordCursor, type Sink } from './record-cursor.js'

/**
 * The readers of one stream, of which each gets every record.
 *
 * There is one cursor from the beginning: it keeps the records until a reader comes, and belongs to the first reader
 * then. Another reader gets one of its own, as long as some cursor still has all records.
 */
export class RecordReaders {
  /** How many records have come. */
  received = 0
  #first = new RecordCursor('unclaimed')
  /** All cursors, if there are more than the first, or it has left. */
  #all: RecordCursor[] | undefined
  /** Set where the only reader is an observer that has got everything so far: records are delivered in its scope. */
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

  /** An observer has got everything so far. */
  connect (cursor: RecordCursor, sink: Sink): void {
    cursor.connect(sink)
    this.#chooseSink()
  }

  /** @returns undefined if records have been taken already that no cursor has any more */
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

  /** For a reader with a cursor of its own, before the first record: there is no other reader. */
  claim (cursor: RecordCursor): void {
    this.#first = cursor
  }

  /** Its reader is done: it gets and keeps nothing from now on. */
  leave (cursor: RecordCursor): void {
    this.#all = this.#cursors.filter(other => other !== cursor)
    cursor.leave()
    this.#chooseSink()
  }

  /** All readers have left. */
  get isEmpty (): boolean {
    return this.#cursors.length === 0
  }

  /** Somebody has begun to read. */
  get isClaimed (): boolean {
    return this.#first.kind !== 'unclaimed'
  }

  /** Whether a reader other than that of `cursor` is reading. */
  hasOthers (cursor: RecordCursor): boolean {
    return this.#cursors.some(other => other !== cursor)
  }

  /** Whether a reader takes the records without asking for them one by one. */
  get readOn (): boolean {
    return this.#cursors.some(cursor => cursor.readsOn)
  }

  /** Whether all records are wanted in one array. */
  get collect (): boolean {
    return this.#cursors.some(cursor => cursor.kind === 'collected')
  }

  /** Whether more records should be fetched: one reader that waits is enough, the slower ones keep what they have. */
  isHungry (lowMark: number): boolean {
    return this.#cursors.some(cursor => cursor.isHungry(lowMark))
  }

  /** Nobody gets what is unread. */
  drop (): void {
    for (const cursor of this.#cursors) cursor.takeAll()
  }

  /** The stream is over. */
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
