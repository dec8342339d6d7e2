import type { AsyncResource } from 'node:async_hooks'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'

/** Metadata of a SUCCESS. */
export type Metadata = Record<string, any>

/**
 * Handles the response to one request: records, then one call of `onSuccess` or `onFailure`. If `onSuccess` throws, the
 * connection is closed and `onFailure` is called as well.
 */
export interface ResponseHandler {
  /** The asynchronous context for its records; undefined if it does not matter. */
  readonly scope?: AsyncResource | undefined
  /** How its records are decoded; undefined for the driver's configuration. */
  readonly decoding?: Decoding | undefined
  /** If set, reads records from bytes, instead of `onRecord`. */
  readonly rows?: RowHandler | undefined
  onRecord: (fields: unknown[]) => void
  onSuccess: (metadata: Metadata) => void
  onFailure: (error: Neo4jError) => void
}

export interface RowHandler {
  /**
   * Takes a row: the list of values from `start` to `end`. The bytes are valid only during the call.
   * @param reader for values that the handler does not read itself; not opened yet
   */
  onRow: (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader) => void
  /**
   * Takes the rows with which the bytes begin, as long as each is a message in one chunk.
   * @returns where the first message begins that was not taken
   */
  onRows: (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader) => number
}

/** The response to a request without records, as a promise. */
export class Reply implements ResponseHandler {
  readonly promise: Promise<Metadata>
  #resolve!: (metadata: Metadata) => void
  #reject!: (error: Neo4jError) => void

  constructor () {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  onRecord (): void {
    refuseRecord()
  }

  onSuccess (metadata: Metadata): void {
    this.#resolve(metadata)
  }

  onFailure (error: Neo4jError): void {
    this.#reject(error)
  }
}

/** For requests whose failure also fails the requests after them: the server ignores those until RESET. */
export const IGNORE_RESPONSE: ResponseHandler = Object.freeze({ onRecord: refuseRecord, onSuccess () {}, onFailure () {} })

/** For requests without records. */
export function refuseRecord (): void {
  throw newError('The server sent a record in answer to a request that brings none.', PROTOCOL_ERROR)
}
