import neo4j from '../../../src/index.js'

const i = (value: number | string): any => neo4j.int(value)
const numbered = (length: number): any[] => Array.from({ length }, (_, index) => i(index))
const bytes = (length: number): Int8Array => Int8Array.from({ length }, (_, index) => index % 256)
const wideMap = (size: number): object => Object.fromEntries(numbered(size).map(value => [`key ${value}`, value]))

/** [name, value]: what is compared deeply, with the types of its parts. Sizes are the borders of PackStream's markers. */
export function plainValues (): Array<[string, unknown]> {
  return [
    ['null', null], ['true', true], ['false', false],
    ...['0', '-1', '-16', '-17', '127', '-128', '-129', '128', '32767', '-32768', '-32769', '32768', '2147483647', '-2147483648', '2147483648', '-2147483649',
      '9007199254740993', '9223372036854775807', '-9223372036854775808'].map((text): [string, unknown] => [`the integer ${text}`, i(text)]),
    ...[0, -0, 1, 0.1, -1e300, Number.MAX_VALUE, Number.MIN_VALUE, NaN, Infinity, -Infinity].map((value): [string, unknown] => [`the float ${Object.is(value, -0) ? '-0' : value}`, value]),
    ['the empty string', ''],
    ...[15, 16, 24, 25, 255, 256, 65535, 65536].map((length): [string, unknown] => [`a string of ${length} letters`, 'x'.repeat(length)]),
    ['text of several scripts', 'Grüße, Ελλάδα, 日本, ไทย, 👩‍👩‍👧, \u0000 and \uFFFD'],
    ['long text beyond ASCII', 'ß€😀'.repeat(30_000)],
    ['the empty list', []],
    ...[15, 16, 255, 256].map((length): [string, unknown] => [`a list of ${length}`, numbered(length)]),
    ['a list of 65536', new Array(65536).fill(true)],
    ['a list of mixed kinds', [null, true, i(1), 1.5, 'a', [], {}, [[i(2)]]]],
    ['the empty map', {}],
    ...[15, 16, 255, 256].map((size): [string, unknown] => [`a map of ${size}`, wideMap(size)]),
    ['a nested map', { a: { b: { c: [{ d: i(1) }] } }, 'key with a space': 'ü' }],
    ['a map with a key __proto__', JSON.parse('{"__proto__": "own", "constructor": "own"}')],
    ...[0, 1, 255, 256, 65535, 65536].map((length): [string, unknown] => [`${length} bytes`, bytes(length)])
  ]
}

/** [name, what the server's toString gives, value] */
export function spatialAndTemporalValues (): Array<[string, string, object]> {
  const { Date, Time, LocalTime, DateTime, LocalDateTime, Duration } = neo4j.types
  const utc = (...parts: number[]): object => new (DateTime as any)(...parts.map(i))
  return [
    ['a leap day', '2024-02-29', new Date(i(2024), i(2), i(29))],
    ['a date before the common era', '-0044-03-15', new Date(i(-44), i(3), i(15))],
    ['a far date', '+99999-12-31', new Date(i(99999), i(12), i(31))],
    ['a local time', '23:59:59.999999999', new LocalTime(i(23), i(59), i(59), i(999_999_999))],
    ['a time with an offset', '12:30:15.000000001+05:30', new Time(i(12), i(30), i(15), i(1), i(19800))],
    ['a time west of Greenwich', '01:00:00-08:00', new Time(i(1), i(0), i(0), i(0), i(-28800))],
    ['a local date-time', '2024-06-30T23:59:59.123456789', new LocalDateTime(i(2024), i(6), i(30), i(23), i(59), i(59), i(123_456_789))],
    ['a local date-time before 1970', '1066-10-14T09:00:00.000000001', new LocalDateTime(i(1066), i(10), i(14), i(9), i(0), i(0), i(1))],
    ['a date-time with an offset', '2024-06-30T23:59:59.5+02:00', utc(2024, 6, 30, 23, 59, 59, 500_000_000, 7200)],
    ['a date-time with an offset before 1970', '1969-12-31T23:59:59.999999999-01:00', utc(1969, 12, 31, 23, 59, 59, 999_999_999, -3600)],
    ['a duration', 'P1Y2M3DT4.000000005S', new Duration(i(14), i(3), i(4), i(5))],
    ['a negative duration', 'P-1M-2DT-3S', new Duration(i(-1), i(-2), i(-3), i(0))]
  ]
}
