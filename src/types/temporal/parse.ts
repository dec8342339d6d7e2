import { newError } from '../../error.js'
import { Integer, int } from '../integer.js'
import { NANOS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './civil.js'
import { assertField, YEAR } from './fields.js'
import { shorten } from '../../text.js'

/** Parts of the patterns (ISO 8601, basic and extended). Their users rely on the number and order of the groups. */
export const DATE_PATTERN = /([+-]\d{5,}|\d{4})-(\d{2})-(\d{2})/.source
export const TIME_PATTERN = /(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?(\.\d+)?/.source
/** `±HH`, `±HH:MM`, `±HH:MM:SS`, with or without colons, as sign and three groups. */
export const OFFSET_PATTERN = /([+-])(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?/.source

type DateFields = [year: Integer, month: Integer, day: Integer]
type TimeFields = [hour: Integer, minute: Integer, second: Integer, nanosecond: Integer]

/** More characters than any temporal value needs, including a zone id and a fraction of hundreds of digits. */
const LONGEST = 1000
/** The longest year has a sign and nine digits; further digits are leading zeros, or the year is out of range. */
const LONGEST_YEAR = 10

/**
 * The string as the patterns expect it, with the decimal comma that ISO 8601 allows replaced by a point.
 * @throws Neo4jError if the string is far longer than any value of that type
 */
export function withDecimalPoint (text: string, type: string): string {
  const normalized = String(text.replace(/,/g, '.'))
  if (normalized.length > LONGEST) {
    throw newError(`${type} could not be parsed from string. Expected at most ${LONGEST} characters: ${shorten(text)}`)
  }
  return normalized
}

/** From the three groups of {@link DATE_PATTERN}. */
export function dateFields (groups: Array<string | undefined>): DateFields {
  return [wholeYear(groups[0] as string), whole(groups[1]), whole(groups[2])]
}

/** @throws Neo4jError if the year is out of range, even if it does not fit into an Integer */
function wholeYear (digits: string): Integer {
  return int(digits.length <= LONGEST_YEAR ? digits : assertField(BigInt(digits), YEAR))
}

/** From the four groups of {@link TIME_PATTERN}. The fraction belongs to the last part that is given: `10.5` is half past ten. */
export function timeFields (groups: Array<string | undefined>): TimeFields {
  const [hour, minute, second, fraction] = groups
  if (fraction === undefined || second !== undefined) {
    return [whole(hour), whole(minute), whole(second), int(fractionOf(fraction, NANOS_PER_SECOND))]
  }
  const unit = minute === undefined ? SECONDS_PER_HOUR : SECONDS_PER_MINUTE
  const nanos = fractionOf(fraction, unit * NANOS_PER_SECOND)
  const seconds = Math.floor(nanos / NANOS_PER_SECOND)
  return [
    whole(hour),
    minute === undefined ? int(Math.floor(seconds / SECONDS_PER_MINUTE)) : whole(minute),
    int(seconds % SECONDS_PER_MINUTE),
    int(nanos % NANOS_PER_SECOND)
  ]
}

/** Seconds from the four groups of {@link OFFSET_PATTERN}. */
export function offsetSeconds (groups: Array<string | undefined>): Integer {
  const [sign, hours, minutes, seconds] = groups
  const distance = Number(hours) * SECONDS_PER_HOUR + Number(minutes ?? 0) * SECONDS_PER_MINUTE + Number(seconds ?? 0)
  return int(sign === '-' ? 0 - distance : distance)
}

function whole (digits: string | undefined): Integer {
  return digits === undefined || digits === '' ? Integer.ZERO : int(digits)
}

/** @throws Neo4jError if `text` is not a number */
export function decimal (text: string | undefined, field: string): number {
  if (text === undefined || text === '') {
    return 0
  }
  const value = parseFloat(text)
  if (Number.isNaN(value)) {
    throw newError(`Failed to parse temporal field ${field}. Got string: ${shorten(text)}.`)
  }
  return value
}

/** A fraction like `.25` of `unit`, truncated to an integer. Exact: floating point would lose a nanosecond now and then. */
function fractionOf (fraction: string | undefined, unit: number): number {
  if (fraction === undefined) {
    return 0
  }
  const digits = fraction.slice(1)
  return Number(BigInt(digits) * BigInt(unit) / 10n ** BigInt(digits.length))
}
