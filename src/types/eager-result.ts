import type { Record, RecordShape } from './record.js'
import type { ResultSummary } from './summary.js'

/** A complete result, in memory. */
export class EagerResult<Entries extends RecordShape = RecordShape> {
  /** The names of the columns, in the order of the query. */
  keys: string[]
  records: Array<Record<Entries>>
  summary: ResultSummary

  constructor (keys: string[], records: Array<Record<Entries>>, summary: ResultSummary) {
    this.keys = keys
    this.records = records
    this.summary = summary
  }
}
