import type { Observable } from 'rxjs'
import type { Result } from '../../../src/session/result.js'
import type { Record } from '../../../src/types/record.js'
import { OwnError } from './callbacks.js'
import type { CallRecord } from './outcome.js'
import type { Reading, StatementPlan } from './steps.js'

/** Every how many rows a slow reader pauses. */
const PAUSE_EVERY = 10
const LONGEST_ROWS = 100

interface Reader {
  readonly record: CallRecord
  readonly statement: StatementPlan
  /** The parameter `id` of a write. */
  readonly id: string | undefined
  readonly sleep: (milliseconds: number) => Promise<void>
  readonly onSurprise: (what: string) => void
}

/** How long reading takes by itself, in milliseconds. */
export function readingTime (reading: Reading): number {
  return reading.way === 'slowLoop' ? reading.pause * LONGEST_ROWS / PAUSE_EVERY : 0
}

/** Reads a result in one of the ways that there are. Rejects as the result does. @returns whether it is known to be done */
export async function read (result: Result, reading: Reading, reader: Reader): Promise<boolean> {
  const rows = new Rows(reader)
  switch (reading.way) {
    case 'await': {
      const { records } = await result
      for (const record of records) rows.take(record)
      return rows.complete()
    }
    case 'keys': {
      await result.keys()
      const { records } = await result
      for (const record of records) rows.take(record)
      return rows.complete()
    }
    case 'loop':
      for await (const record of result) rows.take(record)
      return rows.complete()
    case 'slowLoop':
      for await (const record of result) {
        rows.take(record)
        if (rows.received % PAUSE_EVERY === 1) await reader.sleep(reading.pause)
      }
      return rows.complete()
    case 'breakLoop':
      for await (const record of result) {
        rows.take(record)
        if (rows.received > reading.after) return false
      }
      return rows.complete()
    case 'summary':
      await result.summary()
      return true
    case 'twice': return await readTwice(result, rows, new Rows(reader))
    case 'peek': return await peek(result, reading.after, rows)
    case 'subscribe': return await subscribe(result, rows, Infinity, reader.onSurprise)
    case 'throwInObserver': return await subscribe(result, rows, reading.after, reader.onSurprise)
    case 'throwInMapper': return await readMapped(result, reading.after)
    case 'abandon': return false
  }
}

/** Reads an observable, until it has ended or so many rows have come. @returns whether it has ended */
export async function readReactively (records: Observable<Record>, unsubscribesAfter: number | undefined, reader: Reader): Promise<boolean> {
  const rows = new Rows(reader)
  return await new Promise<boolean>((resolve, reject) => {
    const subscription = records.subscribe({
      next: record => {
        rows.take(record)
        if (unsubscribesAfter === undefined || rows.received <= unsubscribesAfter) return
        subscription.unsubscribe()
        resolve(false)
      },
      complete: () => { resolve(rows.complete()) },
      error: reject
    })
  })
}

/** Looks at rows that have all come. */
export function takeAll (records: readonly Record[], reader: Reader): void {
  const rows = new Rows(reader)
  for (const record of records) rows.take(record)
  rows.complete()
}

/** What has come of the rows, and whether they are those of the query. */
class Rows {
  readonly #reader: Reader
  readonly #record: NonNullable<CallRecord['rows']>

  constructor (reader: Reader) {
    const { record, statement } = reader
    this.#reader = reader
    this.#record = { expected: statement.verb === 'ROWS' ? statement.count : 1, received: 0, inOrder: true, isComplete: false }
    record.rows ??= this.#record
  }

  get received (): number {
    return this.#record.received
  }

  take (row: Record): void {
    const { record, statement, id } = this.#reader
    const { received } = this.#record
    this.#record.received++
    let isRight = true
    if (statement.verb === 'ROWS') isRight = Number(row.get('row')) === received && Number(row.get('call')) === record.call
    else if (statement.verb === 'WRITE') isRight = row.get('id') === id
    else if (statement.verb === 'READ') record.sight = { member: row.get('member'), database: row.get('database'), position: Number(row.get('position')), user: row.get('user') }
    if (!isRight) this.#fault()
  }

  complete (): true {
    this.#record.isComplete = true
    if (this.#record.received !== this.#record.expected) this.#fault(false)
    return true
  }

  /** The first reader's record is the call's: what a second one gets wrong is told there, too. */
  #fault (isOrder = true): void {
    const { rows } = this.#reader.record
    if (rows === undefined) return
    if (isOrder) rows.inOrder = false
    if (rows !== this.#record) rows.received = this.#record.received
  }
}

/** The second reader begins before the first record has come: each gets all. */
async function readTwice (result: Result, first: Rows, second: Rows): Promise<true> {
  const other = (async () => {
    for await (const record of result) second.take(record)
    second.complete()
  })()
  // If this one fails, the other has nothing else to tell.
  other.catch(() => {})
  const { records } = await result
  for (const record of records) first.take(record)
  first.complete()
  await other
  return true
}

async function peek (result: Result, after: number, rows: Rows): Promise<boolean> {
  const iterator = result[Symbol.asyncIterator]()
  for (;;) {
    const { done: isOver } = await iterator.peek()
    const { done, value } = await iterator.next()
    if (done !== isOver) throw new Error(`peek() said ${String(isOver)}, and next() ${String(done)}`)
    if (done === true) return rows.complete()
    rows.take(value)
    if (rows.received > after) {
      await iterator.return()
      return false
    }
  }
}

async function subscribe (result: Result, rows: Rows, throwsAfter: number, onSurprise: (what: string) => void): Promise<boolean> {
  return await new Promise<boolean>((resolve, reject) => {
    let isOver = false
    const over = (what: string): void => {
      if (isOver) onSurprise(`an observer that had ended was told: ${what}`)
      isOver = what !== 'row'
    }
    result.subscribe({
      onNext: record => {
        over('row')
        rows.take(record)
        if (rows.received > throwsAfter) throw new OwnError('An observer throws')
      },
      onCompleted: () => {
        over('completed')
        resolve(rows.complete())
      },
      onError: error => {
        over('error')
        reject(error)
      }
    })
  })
}

async function readMapped (result: Result, after: number): Promise<boolean> {
  let count = 0
  const { records } = await result.as({
    member: { optional: true, convert: () => { if (count++ >= after) throw new OwnError('A mapper throws') } }
  })
  return records.length >= 0
}
