import type { NumberOrInteger } from '../integer.js'
import { NANOS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './civil.js'
import { exactWhole, wholeNumber } from './fields.js'

/** `YYYY-MM-DD`; years before 0 or after 9999 have a sign and at least six digits (ISO 8601 expanded). */
export function formatDate (year: NumberOrInteger, month: NumberOrInteger, day: NumberOrInteger): string {
  return `${formatYear(wholeNumber(year))}-${twoDigits(month)}-${twoDigits(day)}`
}

/** `HH:MM:SS`, followed by `.` and nine digits if there are nanoseconds. */
export function formatTime (hour: NumberOrInteger, minute: NumberOrInteger, second: NumberOrInteger, nanosecond: NumberOrInteger): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}${formatNanos(wholeNumber(nanosecond))}`
}

/** `Z`, `±HH:MM` or `±HH:MM:SS`. */
export function formatOffset (offsetSeconds: NumberOrInteger): string {
  const offset = BigInt(exactWhole(offsetSeconds))
  if (offset === 0n) {
    return 'Z'
  }
  const distance = offset < 0n ? -offset : offset
  const hours = distance / BigInt(SECONDS_PER_HOUR)
  const rest = Number(distance % BigInt(SECONDS_PER_HOUR))
  const seconds = rest % SECONDS_PER_MINUTE
  const text = `${offset < 0n ? '-' : '+'}${twoDigits(hours)}:${twoDigits(Math.trunc(rest / SECONDS_PER_MINUTE))}`
  return seconds === 0 ? text : `${text}:${twoDigits(seconds)}`
}

/**
 * `PnYnMnDTnHnMnS` without the parts that are zero but always with the `T`; `PT0S` for a zero duration.
 * `nanoseconds` are 0 to 999999999 and are added to `seconds` even if those are negative.
 */
export function formatDuration (months: NumberOrInteger, days: NumberOrInteger, seconds: NumberOrInteger, nanoseconds: NumberOrInteger): string {
  const allMonths = BigInt(exactWhole(months))
  const allSeconds = BigInt(exactWhole(seconds))
  const nanos = wholeNumber(nanoseconds)
  // -2 s plus 300 ms is -1.7 s: for a negative duration, the parts are those of its absolute value.
  const backwards = allSeconds < 0n && nanos > 0
  const clock = backwards ? allSeconds + 1n : allSeconds
  const text = part(allMonths / 12n, 'Y') +
    part(allMonths % 12n, 'M') +
    part(BigInt(exactWhole(days)), 'D') +
    'T' +
    part(clock / 3600n, 'H') +
    part(clock / 60n % 60n, 'M') +
    formatSeconds(clock % 60n, backwards ? NANOS_PER_SECOND - nanos : nanos, backwards)
  return text === 'T' ? 'PT0S' : `P${text}`
}

function formatSeconds (seconds: bigint, nanos: number, backwards: boolean): string {
  if (nanos === 0) {
    return part(seconds, 'S')
  }
  // A bigint has no -0, so the sign is added here.
  const sign = backwards && seconds === 0n ? '-' : ''
  return `${sign}${seconds}${formatNanos(nanos)}S`
}

function part (value: bigint, unit: string): string {
  return value === 0n ? '' : `${value}${unit}`
}

function formatYear (year: number): string {
  if (year >= 0 && year <= 9999) {
    return String(year).padStart(4, '0')
  }
  return (year < 0 ? '-' : '+') + String(Math.abs(year)).padStart(6, '0')
}

function twoDigits (value: NumberOrInteger): string {
  return String(wholeNumber(value)).padStart(2, '0')
}

function formatNanos (nanosecond: number): string {
  return nanosecond === 0 ? '' : '.' + String(nanosecond).padStart(9, '0')
}
