import { ColumnTable } from '../../src/columns/column-table.js'
import type { ColumnTypes } from '../../src/columns/column-type.js'
import { KeyCache } from '../../src/packstream/key-cache.js'
import { PackStreamReader } from '../../src/packstream/reader.js'
import type { IntegerMode } from '../../src/packstream/shared-integers.js'
import { viewOf } from '../../src/packstream/view.js'
import { packed } from './wire.js'

export interface TableOptions {
  types?: ColumnTypes
  mostRows?: number
  integers?: IntegerMode
  /** Reads every row in the long way, even those for which there is a short one. */
  long?: boolean
}

/** Reads rows of so many columns, named a, b, c …, up to the first that does not fit. */
export function tableOf (rows: unknown[][], { types = {}, mostRows = Infinity, integers = 'integer', long = false }: TableOptions = {}): ColumnTable {
  const table = new ColumnTable(types, mostRows)
  table.begin(rows[0].map((_, i) => String.fromCharCode(97 + i)))
  const reader = new PackStreamReader({ integers, structures: [], keys: new KeyCache() })
  for (const row of rows) {
    // What is around the values in memory looks like values, too.
    const bytes = Buffer.concat([Buffer.alloc(8, 1), ...row.map(value => packed(value)), Buffer.alloc(16, 1)])
    const end = bytes.length - 16
    const view = viewOf(bytes)
    if (!long && table.readCommon(bytes, view, 8, end, reader)) continue
    const at = table.read(bytes, view, 8, end, reader)
    if (table.failure !== undefined) break
    if (at !== end) throw new Error(`read to ${at} instead of ${end}`)
  }
  return table
}

/** The rows of one column. */
export const column = (...values: unknown[]): unknown[][] => values.map(value => [value])
