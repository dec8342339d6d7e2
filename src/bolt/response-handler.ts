import type { AsyncResource } from 'node:async_hooks'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'

/** Metadata of a SUCCESS. */
export type Metadata = Record<string, any>

/**
 * Waits for the answer to one request: records, then one call of `onSuccess` or `onFailure`. If `onSuccess` throws, the
 * connection is closed and `onFailure` is called as well.
 */
export interface ResponseHandler {
  /** The asynchronous context in which it wants its records; undefined if it does not matter. */
  readonly scope?: AsyncResource | undefined
  /** How its records are to be read; undefined for as the driver is configured. */
  readonly decoding?: Decoding | undefined
  /** Reads records from their bytes, in the place of `onRecord`. */
  readonly rows?: RowHandler | undefined
  onRecord: (fields: unknown[]) => void
  onSuccess: (metadata: Metadata) => void
  onFailure: (error: Neo4jError) => void
}

export interface RowHandler {
  /** @param reader stands before the list of values, which ends at `end`. The bytes are valid only during the call. */
  onRow: (bytes: Buffer, view: DataView, end: number, reader: PackStreamReader) => void
}

/** The answer to a request that brings no records, as a promise. */
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

/** For requests whose failure shows in what follows them: the server ignores that until it is reset. */
export const IGNORE_RESPONSE: ResponseHandler = Object.freeze({ onRecord: refuseRecord, onSuccess () {}, onFailure () {} })

/** For requests that bring no records. */
export function refuseRecord (): void {
  throw newError('The server sent a record in answer to a request that brings none.', PROTOCOL_ERROR)
}
