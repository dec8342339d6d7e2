import { setImmediate } from 'node:timers'
import { systemClock } from '../clock.js'
import { ignoreRejection } from '../foreign-error.js'
import { callSchema, isPromise, outputOf, schemaFailed, type SchemaResult, type StandardSchema } from '../mapping/standard-schema.js'
import type { Record } from '../types/record.js'

/** So many records are validated at the same time, by a schema that has to be waited for. */
export const GROUP = 16
/** For so many milliseconds, records are validated without a pause. */
const LONGEST_BLOCK = 5
/** That of Node, as it was when the driver was loaded: those of a test may not run, and one that plays a browser has none. */
const afterOthers = setImmediate

/** Turns the records of one result into what a schema makes of them. */
export class RecordValidator {
  readonly #schema: StandardSchema
  #pausedAt = systemClock.now()

  constructor (schema: StandardSchema) {
    this.#schema = schema
  }

  /** @param index of the record in its result. @throws Neo4jError that names it, and the paths that do not match */
  async validate (record: Record, index: number): Promise<unknown> {
    if (this.#isDue()) await this.#pause()
    return outputOf(await this.#waitFor(callSchema(this.#schema, record.toObject(), index), index), index)
  }

  /** The same of several records, in their order; the first one that does not match is told. */
  async validateAll (records: readonly Record[], first: number): Promise<unknown[]> {
    const results: Array<SchemaResult<unknown> | Promise<SchemaResult<unknown>>> = []
    for (let i = 0; i < records.length; i++) {
      if (this.#isDue()) await this.#pause()
      const result = callSchema(this.#schema, records[i].toObject(), first + i)
      // It may reject before its turn comes.
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

  /** Everything else that the process has to do gets its turn. */
  async #pause (): Promise<void> {
    await new Promise<void>(resolve => { afterOthers(resolve) })
    this.#pausedAt = systemClock.now()
  }
}
