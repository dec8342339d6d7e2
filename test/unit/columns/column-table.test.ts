import * as fc from 'fast-check'
import { type ColumnData, ColumnTable } from '../../../src/columns/column-table.js'
import { KeyCache } from '../../../src/packstream/key-cache.js'
import { PackStreamReader } from '../../../src/packstream/reader.js'
import { viewOf } from '../../../src/packstream/view.js'
import { int } from '../../../src/types/integer.js'
import { column, tableOf } from '../../helpers/column-rows.js'
import { packed } from '../../helpers/wire.js'
import { float } from '../../../src/testing/wire/float.js'

const F = (value: number): unknown => float(value)

/** Which rows of a column have a value. */
function validRows ({ nulls, length }: ColumnData, key = 'a'): boolean[] {
  return Array.from({ length }, (_, row) => (nulls[key][row >> 3] >> (row & 7) & 1) === 1)
}

const failureOf = (table: ColumnTable): string | undefined => table.failure?.message

describe('types found from the data', () => {
  it('reads integers of every width into a BigInt64Array', () => {
    const values = [0n, 127n, -1n, -16n, -17n, 128n, -129n, 32768n, -32769n, 2n ** 31n, -(2n ** 31n) - 1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]
    const { columns, nulls, length, keys } = tableOf(column(...values)).take()
    expect(columns).toEqual({ a: BigInt64Array.from(values) })
    expect([nulls, length, keys]).toEqual([{}, values.length, ['a']])
  })

  it('reads floats into a Float64Array and booleans into a Uint8Array', () => {
    const { columns } = tableOf([[F(1.5), true], [F(-0), false], [F(NaN), true], [F(Infinity), true]]).take()
    expect(columns).toEqual({ a: Float64Array.of(1.5, -0, NaN, Infinity), b: Uint8Array.of(1, 0, 1, 1) })
  })

  it('keeps other values as records have them', () => {
    const values = ['x', [int(1)], { k: int(2) }, Int8Array.of(1)]
    expect(tableOf(column(...values)).take().columns).toEqual({ a: values })
  })

  it('marks nulls in front of, among and behind the values of a typed array', () => {
    const table = tableOf([[null, null], [null, F(0.5)], [7n, null], [null, F(2)]])
    const data = table.take()
    expect(data.columns).toEqual({ a: BigInt64Array.of(0n, 0n, 7n, 0n), b: Float64Array.of(0, 0.5, 0, 2) })
    expect(data.nulls).toEqual({ a: Uint8Array.of(0b0100), b: Uint8Array.of(0b1010) })
  })

  it('gives an array of nulls where there is nothing else, and nulls among other values', () => {
    const { columns, nulls } = tableOf([[null, null], [null, 'x'], [null, null]]).take()
    expect([columns, nulls]).toEqual([{ a: [null, null, null], b: [null, 'x', null] }, {}])
  })

  it.each([
    ['integers', [1n, null, -5n, 2n ** 60n], [int(1), null, int(-5), int('1152921504606846976')]],
    ['floats', [F(1.5), null], [1.5, null]],
    ['booleans', [true, false, null], [true, false, null]]
  ])('turns %s back into values when a string comes behind them', (_, values, expected) => {
    expect(tableOf(column(...values, 'x', null)).take()).toMatchObject({ columns: { a: [...expected, 'x', null] }, nulls: {} })
  })

  it.each([['number', [1, 2 ** 40, 'x']], ['bigint', [1n, 2n ** 40n, 'x']]] as const)('turns them back into what the driver is configured for: %s', (integers, expected) => {
    expect(tableOf(column(1n, 2n ** 40n, 'x'), { integers }).take().columns.a).toEqual(expected)
  })

  it.each([
    ['a float', 'integers', [1n, null, F(1)]], ['an integer', 'floats', [F(1.5), null, 7n]]
  ])('refuses %s among %s, and says what to do', (found, before, values) => {
    const table = tableOf(column(...values))
    expect(failureOf(table)).toBe(`Column 'a' mixes integers and floats: row 2 has ${found}, those before it have ${before}. ` +
      "Declare the column: types: { 'a': 'float64' } takes integers that a float holds exactly, 'any' keeps each value as it is.")
  })
})

describe('declared types', () => {
  it('reads each into its array', () => {
    const types = { a: 'int32', b: 'float64', c: 'boolean', d: 'any', e: 'bigint' } as const
    const rows = [[-(2 ** 31), 5n, true, 1n, 1n], [2 ** 31 - 1, F(0.25), null, F(1), null], [null, null, false, true, -1n]]
    expect(tableOf(rows.map(([a, ...rest]) => [a === null ? null : BigInt(a as number), ...rest]), { types }).take()).toMatchObject({
      columns: {
        a: Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0), b: Float64Array.of(5, 0.25, 0), c: Uint8Array.of(1, 0, 0), d: [int(1), 1, true], e: BigInt64Array.of(1n, 0n, -1n)
      },
      nulls: { a: Uint8Array.of(3), b: Uint8Array.of(3), c: Uint8Array.of(5), e: Uint8Array.of(5) }
    })
  })

  it('gives typed arrays of nulls, too', () => {
    expect(tableOf(column(null, null), { types: { a: 'float64' } }).take()).toMatchObject({ columns: { a: new Float64Array(2) }, nulls: { a: Uint8Array.of(0) } })
  })

  it.each([
    ['int32', 2n ** 31n, "Column 'a' is declared as int32, but row 1 has an integer of more than 32 bits. Declare it as bigint."],
    ['float64', 2n ** 53n, "Column 'a' is declared as float64, but row 1 has an integer beyond 2^53, which a float does not hold exactly. Declare it as bigint, or as any."],
    ['bigint', F(1), "Column 'a' is declared as bigint, but row 1 has a float, not an integer or null."],
    ['int32', 'secret', "Column 'a' is declared as int32, but row 1 has a string, not an integer or null."],
    ['float64', true, "Column 'a' is declared as float64, but row 1 has a boolean, not a number or null."],
    ['boolean', 1n, "Column 'a' is declared as boolean, but row 1 has an integer, not a boolean or null."],
    ['boolean', { k: 1n }, "Column 'a' is declared as boolean, but row 1 has a map, not a boolean or null."],
    ['boolean', [1n], "Column 'a' is declared as boolean, but row 1 has a list, not a boolean or null."],
    ['boolean', Int8Array.of(1), "Column 'a' is declared as boolean, but row 1 has a byte array, not a boolean or null."]
  ] as const)('%s does not take everything', (type, value, message) => {
    expect(failureOf(tableOf(column(null, value), { types: { a: type } }))).toBe(message)
  })

  it('refuses those of columns that are not there', () => {
    expect(failureOf(tableOf(column(1n), { types: { x: 'bigint' } }))).toBe("types names the column 'x', which the result does not have. Its columns are: a.")
  })

  it('takes an integer that a server writes longer than it must', () => {
    const table = tableOf(column(1n), { types: { a: 'int32' } })
    const bytes = Buffer.from('cbfffffffffffffffe', 'hex')
    table.read(bytes, viewOf(bytes), 0, bytes.length, undefined as never)
    expect(table.take().columns.a).toEqual(Int32Array.of(1, -2))
  })
})

describe('batches', () => {
  it('begin anew, with the kinds that were found', () => {
    const table = tableOf(column(1n, null), { mostRows: 2 })
    const first = table.take()
    const bytes = Buffer.from([0xc0])
    table.read(bytes, viewOf(bytes), 0, 1, undefined as never)
    expect(first).toMatchObject({ length: 2, columns: { a: BigInt64Array.of(1n, 0n) }, nulls: { a: Uint8Array.of(1) } })
    expect(table.take()).toMatchObject({ length: 1, columns: { a: BigInt64Array.of(0n) }, nulls: { a: Uint8Array.of(0) } })
  })
})

describe('many rows', () => {
  it.each([1023, 1024, 1025, 5000])('%i of them arrive as they are', n => {
    const rows = Array.from({ length: n }, (_, i) => [BigInt(i) * 100_003n, i % 3 === 0 ? null : F(i / 2), i % 5 === 0 ? null : i % 2 === 0, `s${i}`])
    const data = tableOf(rows).take()
    expect(Array.from(data.columns.a)).toEqual(rows.map(([a]) => a))
    expect(Array.from(data.columns.b)).toEqual(rows.map((_, i) => i % 3 === 0 ? 0 : i / 2))
    expect(validRows(data, 'b')).toEqual(rows.map((_, i) => i % 3 !== 0))
    expect(validRows(data, 'c')).toEqual(rows.map((_, i) => i % 5 !== 0))
    expect(data.columns.d).toEqual(rows.map((_, i) => `s${i}`))
    expect(data.columns.a).toHaveLength(n)
  })

  it.each([[1, 1], [1024, 1], [1025, 1], [60_000, 1], [70_000, 8], [520_000, 8], [530_000, 2]])('%i of them have an array of their length, in a buffer of at most %i times its size', (n, factor) => {
    const table = new ColumnTable({ a: 'int32' }, Infinity)
    table.begin(['a'])
    const bytes = Buffer.of(7)
    const view = viewOf(bytes)
    for (let row = 0; row < n; row++) {
      if (!table.readCommon(bytes, view, 0, 1, undefined as never)) table.read(bytes, view, 0, 1, undefined as never)
    }
    const a = table.take().columns.a as Int32Array
    expect([a.length, a.at(0), a.at(-1), a.byteOffset]).toEqual([n, 7, 7, 0])
    expect(a.buffer.byteLength).toBeLessThanOrEqual(factor * a.byteLength)
  })

  it('may begin with many nulls, and become values as in records late', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [i < 12_000 ? null : BigInt(i), i < 15_000 ? BigInt(i) : null, i % 1000 === 1 ? null : F(i)])
    const numbers = tableOf(rows).take()
    expect(Array.from(numbers.columns.a)).toEqual(rows.map(([a]) => a ?? 0n))
    expect(validRows(numbers, 'a')).toEqual(rows.map(([a]) => a !== null))
    expect(validRows(numbers, 'b')).toEqual(rows.map(([, b]) => b !== null))
    const values = tableOf([...rows, ['x', 'y', 'z']]).take()
    expect(values.columns.a).toEqual([...rows.map(([a]) => a === null ? null : int(a as bigint)), 'x'])
    expect(values.columns.b).toEqual([...rows.map(([, b]) => b === null ? null : int(b as bigint)), 'y'])
    expect(values.columns.c).toEqual([...rows.map((_, i) => i % 1000 === 1 ? null : i), 'z'])
    expect(values.nulls).toEqual({})
  })

  it('make large batches', () => {
    const table = tableOf(column(...Array.from({ length: 20_000 }, (_, i) => BigInt(i))), { mostRows: 20_000 })
    expect(table.isFull).toBe(true)
    expect(table.take().columns.a).toEqual(BigInt64Array.from({ length: 20_000 }, (_, i) => BigInt(i)))
  })

  it('leave an array of no rows that may be given away', () => {
    const empty = (): BigInt64Array => {
      const table = new ColumnTable({ a: 'bigint' }, Infinity)
      table.begin(['a'])
      return table.take().columns.a as BigInt64Array
    }
    const given = empty()
    structuredClone(given, { transfer: [given.buffer as ArrayBuffer] })
    expect(empty()).toHaveLength(0)
    expect(empty().buffer).not.toBe(empty().buffer)
  })

  it('are read the short way, except where a column begins or changes', () => {
    const table = tableOf([[1n, F(1), true, 'x']])
    const reader = new PackStreamReader({ integers: 'integer', structures: [], keys: new KeyCache() })
    const wayOf = (...row: unknown[]): boolean => {
      const bytes = Buffer.concat(row.map(value => packed(value)))
      return table.readCommon(bytes, viewOf(bytes), 0, bytes.length, reader)
    }
    expect(wayOf(2n ** 60n, F(2), false, [1])).toBe(true)
    expect(wayOf(null, null, null, null)).toBe(true)
    expect(wayOf(F(1), F(2), false, 'y')).toBe(false)
    expect(wayOf(1n, F(2), 'false', 'y')).toBe(false)
    expect(table.take()).toMatchObject({
      length: 3,
      columns: { a: BigInt64Array.of(1n, 2n ** 60n, 0n), b: Float64Array.of(1, 2, 0), c: Uint8Array.of(1, 0, 0), d: ['x', [int(1)], null] },
      nulls: { a: Uint8Array.of(3), b: Uint8Array.of(3), c: Uint8Array.of(3) }
    })
    expect(wayOf(1n, F(2), false, 'y', 'z')).toBe(false)
  })

  it('arrive whatever they are', () => {
    const values: Record<string, fc.Arbitrary<unknown>> = {
      bigint: fc.oneof(fc.constant(null), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      float64: fc.oneof(fc.constant(null), fc.double()),
      boolean: fc.oneof(fc.constant(null), fc.boolean()),
      any: fc.oneof(fc.constant(null), fc.string(), fc.double(), fc.boolean())
    }
    for (const [type, value] of Object.entries(values)) {
      fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.boolean(), fc.boolean(), (given, declared, long) => {
        const rows = given.map(item => [typeof item === 'number' ? F(item) : item])
        const data = tableOf(rows, { long, types: declared ? { a: type as 'any' } : {} }).take()
        const isTyped = !Array.isArray(data.columns.a)
        const valid = data.nulls.a === undefined ? given.map(() => true) : validRows(data)
        const read = given.map((_, row) => {
          if (isTyped && !valid[row]) return null
          const item: unknown = data.columns.a[row]
          return data.columns.a instanceof Uint8Array ? item === 1 : item
        })
        expect(read).toEqual(given)
      }))
    }
  })
})
