import type { Neo4jError } from '../error.js'
import type { Hydrator } from '../hydration/hydrator.js'
import { RecordStream, type StreamOwner } from './record-stream.js'

/** A stream that converts its records with the program's functions before they are read. */
class HydratingStream extends RecordStream {
  readonly #hydrator: Hydrator

  constructor (owner: StreamOwner, fetchSize: number, hydrator: Hydrator) {
    super(owner, fetchSize, hydrator.decoding)
    this.#hydrator = hydrator
  }

  override onRecord (fields: unknown[]): void {
    if (this.isCutOff) return
    if (this.state === 'streaming') {
      try {
        this.#hydrator.hydrate(fields, this.keys as string[], this.recordCount)
      } catch (error) {
        this.cutOff(error as Neo4jError)
        return
      }
    }
    super.onRecord(fields)
  }
}

/** A stream that delivers records in the form that the hooks define. */
export function newStream (owner: StreamOwner, fetchSize: number, hydrator: Hydrator | undefined): RecordStream {
  if (hydrator === undefined) return new RecordStream(owner, fetchSize)
  return hydrator.converts ? new HydratingStream(owner, fetchSize, hydrator) : new RecordStream(owner, fetchSize, hydrator.decoding)
}
