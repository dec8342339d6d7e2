import { setImmediate } from 'node:timers'
import { systemClock } from '../clock.js'
import { ignoreRejection } from '../foreign-error.js'
import { callSchema, isPromise, outputOf, schemaFailed, type SchemaResult, type StandardSchema } from '../mapping/standard-schema.js'
import type { Record } from '../types/record.js'

/** How many records an asynchronous schema validates concurrently. */
export const GROUP = 16
/** How long records are validated without a pause, in milliseconds. */
const LONGEST_BLOCK = 5
/** Kept from when the driver was loaded: fake timers of a test may never run, and environments that emulate a browser have none. */
const afterOthers = setImmediate

/** Validates the records of one result with a schema, and returns the schema's output. */
export class RecordValidator {
  readonly #schema: StandardSchema
  #pausedAt = systemClock.now()

  constructor (schema: StandardSchema) {
    this.#schema = schema
  }

  /** @param index the index of the record in its result @throws Neo4jError that names it, and the paths that do not match */
  async validate (record: Record, index: number): Promise<unknown> {
    if (this.#isDue()) await this.#pause()
    return outputOf(await this.#waitFor(callSchema(this.#schema, record.toObject(), index), index), index)
  }

  /** Validates several records. Reports the first record, in their order, that does not match. */
  async validateAll (records: readonly Record[], first: number): Promise<unknown[]> {
    const results: Array<SchemaResult<unknown> | Promise<SchemaResult<unknown>>> = []
    for (let i = 0; i < records.length; i++) {
      if (this.#isDue()) await this.#pause()
      const result = callSchema(this.#schema, records[i].toObject(), first + i)
      // It may reject before it is awaited.
      if (isPromise(result)) ignoreRejection(result)
      results.push(result)
    }
    const values: unknown[] = []
    for (let i = 0; i < results.length; i++) {
      const result = results[i]
      values.push(outputOf(isPromise(result) ? await this.#waitFor(result, first + i) : result, first + i))
    }
    return values
  }

  async #waitFor (result: SchemaResult<unknown> | Promise<SchemaResult<unknown>>, index: number): Promise<SchemaResult<unknown>> {
    try {
      return await result
    } catch (error) {
      throw schemaFailed(error, index)
    }
  }

  #isDue (): boolean {
    return systemClock.now() - this.#pausedAt > LONGEST_BLOCK
  }

  /** Lets the process do its other work. */
  async #pause (): Promise<void> {
    await new Promise<void>(resolve => { afterOthers(resolve) })
    this.#pausedAt = systemClock.now()
  }
}
