import type { BatchConfig } from '../../src/bulk/batch-config.js'
import type { BatchOutcome } from '../../src/batch-outcome.js'
import type { Neo4jError } from '../../src/error.js'
import type { Query } from '../../src/session/query.js'
import { type LabDriver, labDriver } from '../faults/lab.js'
import type { ModelOptions } from '../faults/model-options.js'
import { ModelServer } from '../faults/model-server.js'

/** A server that counts which rows are committed, and a driver. */
export interface BatchStage {
  readonly server: ModelServer
  readonly lab: LabDriver
  /** Writes rows, each of which is a number. */
  readonly execute: <Row>(rows: Iterable<Row> | AsyncIterable<Row>, config?: BatchConfig<Row>, query?: Query) => Promise<BatchOutcome>
  /** The lists of rows that were committed, in that order. */
  readonly written: () => unknown[][]
  readonly close: () => Promise<void>
}

export async function stageBatches (options: ModelOptions = {}): Promise<BatchStage> {
  const server = await ModelServer.listen(options)
  const lab = labDriver(server.uri, { maxTransactionRetryTime: 5000 })
  return {
    server,
    lab,
    execute: async (rows, config, query = 'WRITE') => await lab.driver.executeBatches(query, rows, { parameter: 'id', ...config }),
    written: () => [...server.writes.keys()] as unknown[][],
    close: async () => {
      await lab.driver.close()
      await server.close()
    }
  }
}

/** The rows that a RUN has as its parameter. */
export const rowsOf = (request: string, fields: unknown[]): unknown[] => request === 'RUN' ? (fields[1] as { id: unknown[] }).id : []

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** Rows that tell what is done with them. */
export class WatchedRows implements Iterable<number> {
  taken = 0
  closed = 0
  readonly #end: number

  constructor (end: number) {
    this.#end = end
  }

  [Symbol.iterator] (): Iterator<number> {
    return {
      next: () => this.taken < this.#end ? { done: false, value: this.taken++ } : { done: true, value: undefined },
      return: () => {
        this.closed++
        return { done: true, value: undefined }
      }
    }
  }
}

/** What a call rejects with. */
export async function failureOf (call: Promise<unknown>): Promise<Neo4jError & { batchOutcome: BatchOutcome }> {
  return await call.then(value => { throw new Error(`expected a rejection, not ${JSON.stringify(value)}`) }, (error: unknown) => error as Neo4jError & { batchOutcome: BatchOutcome })
}
