import { parseConfig } from '../../../src/driver/config.js'
import { unknownKeysWarning } from '../../../src/driver/unknown-keys.js'
import { ServerAddress } from '../../../src/net/address.js'
import { Integer, int } from '../../../src/types/integer.js'
import { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../../src/types/temporal/index.js'
import { sharedZones } from '../../../src/types/temporal/zone.js'
import { uuid } from '../../../src/types/uuid.js'
import { growth, LONGER } from '../../helpers/growth.js'
import { errorOf } from '../../helpers/error-of.js'

const LENGTH = 20_000
/** So that what takes constant time takes enough of it to be measured. */
const CALLS = 20
/** Between 4 for linear time and 16 for quadratic time, with room for both. */
const LINEAR = 9

const digits = (length: number): string => '9'.repeat(length)

/** Parsers of text with texts that are long, and in what they are long. */
const PARSERS: Array<[what: string, parse: (text: string) => unknown, text: (length: number) => string]> = [
  ['an Integer, digits', int, digits],
  ['an Integer, zeros in front', int, length => `${'0'.repeat(length)}7`],
  ['an Integer, negative', int, length => `-${digits(length)}`],
  ['an Integer, signs', int, length => '-'.repeat(length)],
  ['an Integer, a sign at its end', int, length => `${digits(length)}-`],
  ['an Integer, strictly', text => Integer.fromString(text, 16, { strictStringValidation: true }), length => `${'0'.repeat(length)}f`],
  ['a Date, year', Date.fromString, length => `+${digits(length)}-01-01`],
  ['a Date, commas', Date.fromString, length => ','.repeat(length)],
  ['a LocalTime, fraction', LocalTime.fromString, length => `10:11:12.${digits(length)}`],
  ['a Time, fraction', Time.fromString, length => `10:11:12.${digits(length)}Z`],
  ['a LocalDateTime, year', LocalDateTime.fromString, length => `-${digits(length)}-01-01T10:11`],
  ['a DateTime, zone id', DateTime.fromString, length => `2020-01-01T00:00[${'a'.repeat(length)}]`],
  ['a DateTime, brackets', DateTime.fromString, length => `2020-01-01T00:00${'['.repeat(length)}`],
  ['a DateTime, zone id as an argument', id => new DateTime(2020, 1, 1, 0, 0, 0, 0, undefined, id), length => 'a/'.repeat(length / 2)],
  ['a Duration, digits without a unit', Duration.fromString, length => `P${digits(length)}`],
  ['a Duration, years', Duration.fromString, length => `P${digits(length)}Y`],
  ['a Duration, fraction of seconds', Duration.fromString, length => `PT0.${digits(length)}S`],
  ['a Duration, digits and points', Duration.fromString, length => `P${'1.'.repeat(length / 2)}`],
  ['a time zone', id => sharedZones.zone(id), length => 'z'.repeat(length)],
  ['a UUID', uuid, length => 'f'.repeat(length)],
  ['an address, port', ServerAddress.fromUrl, length => `host:${digits(length)}`],
  ['an address, brackets', ServerAddress.fromUrl, length => '['.repeat(length)],
  ['a URL, scheme', parseConfig, length => 'bolt'.repeat(length / 4)],
  ['a URL, schemes', parseConfig, length => `x${'://'.repeat(length / 3)}`],
  ['a URL, host', parseConfig, length => `bolt://[${'h'.repeat(length)}`],
  ['a URL, user information', parseConfig, length => `bolt://${'@'.repeat(length)}`],
  ['a URL, query', parseConfig, length => `bolt://host?${'://a@'.repeat(length / 5)}`],
  ['a URL, port', parseConfig, length => `bolt://host:${digits(length)}`],
  ['a key of the config', key => { throw new Error(unknownKeysWarning({ [key]: 1 })) }, length => 'k'.repeat(length)]
]

describe('a long text', () => {
  it.each(PARSERS)('read as %s takes time in proportion to its length', (_, parse, text) => {
    const texts = new Map([LENGTH, LONGER * LENGTH].map(length => [length, text(length)]))
    const read = (length: number): void => {
      for (let call = 0; call < CALLS; call++) errorOf(() => parse(texts.get(length) as string))
    }
    expect(growth(read, LENGTH)).toBeLessThan(LINEAR)
  })

  it.each(PARSERS)('refused as %s is not repeated by the error', (_, parse, text) => {
    const message = errorOf(() => parse(text(LENGTH)))?.message
    expect((message ?? '').length).toBeLessThan(500)
  })

  it('is read like a short one where it says the same', () => {
    expect(int(`${'0'.repeat(LENGTH)}7`)).toEqual(int(7))
    expect(int('-'.repeat(LENGTH) + '7')).toEqual(int(7))
    expect(int('-'.repeat(LENGTH + 1) + '7')).toEqual(int(-7))
    expect(Date.fromString(`+${'0'.repeat(900)}2020-01-31`)).toEqual(Date.fromString('2020-01-31'))
    expect(LocalTime.fromString(`10.5${'0'.repeat(900)}`)).toEqual(LocalTime.fromString('10:30'))
  })
})

describe('a temporal value of more than 1000 characters', () => {
  it.each(['Date', 'LocalTime', 'Time', 'LocalDateTime', 'DateTime', 'Duration'])('is no %s', name => {
    const type = { Date, LocalTime, Time, LocalDateTime, DateTime, Duration }[name] as typeof Date
    expect(() => type.fromString('1'.repeat(1001))).toThrow(expect.objectContaining({
      name: 'Neo4jError',
      message: `${name} could not be parsed from string. Expected at most 1000 characters: ${'1'.repeat(66)}…${'1'.repeat(33)}`
    }))
  })

  it('and a year beyond 64 bits is refused as a year', () => {
    expect(() => Date.fromString('+18446744073709551617-01-01'))
      .toThrow('Year is expected to be in range [-999999999, 999999999] but was: 18446744073709551617')
  })
})
