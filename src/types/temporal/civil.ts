/**
 * The proleptic Gregorian calendar in plain numbers: exact for every date that Cypher supports
 * (years -999999999 to 999999999), far outside the range of a JavaScript Date.
 */

export const SECONDS_PER_MINUTE = 60
export const SECONDS_PER_HOUR = 3600
export const SECONDS_PER_DAY = 86400
export const NANOS_PER_SECOND = 1_000_000_000
export const NANOS_PER_MILLISECOND = 1_000_000
/** The calendar repeats every 400 years, including the days of the week. */
export const SECONDS_PER_CYCLE = 146097 * SECONDS_PER_DAY

const DAYS_PER_CYCLE = 146097
/** Days from 0000-03-01 to 1970-01-01. Years are counted from March, so that a leap day is the last day of its year. */
const EPOCH_SHIFT = 719468

interface CivilDate {
  year: number
  month: number
  day: number
}

/** Days from 1970-01-01; a day beyond the end of its month carries over into the next month. */
export function epochDayOfCivil (year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const marchMonth = month > 2 ? month - 3 : month + 9
  const cycle = Math.floor(marchYear / 400)
  const yearOfCycle = marchYear - cycle * 400
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1
  const dayOfCycle = yearOfCycle * 365 + (yearOfCycle >> 2) - Math.floor(yearOfCycle / 100) + dayOfYear
  return cycle * DAYS_PER_CYCLE + dayOfCycle - EPOCH_SHIFT
}

/** The inverse of {@link epochDayOfCivil}. */
export function civilOfEpochDay (epochDay: number): CivilDate {
  const shifted = epochDay + EPOCH_SHIFT
  const cycle = Math.floor(shifted / DAYS_PER_CYCLE)
  // From here on all values are small and not negative, so 32-bit arithmetic is enough.
  const dayOfCycle = (shifted - cycle * DAYS_PER_CYCLE) | 0
  const leapDays = ((dayOfCycle / 1460) | 0) - ((dayOfCycle / 36524) | 0) + ((dayOfCycle / 146096) | 0)
  const yearOfCycle = ((dayOfCycle - leapDays) / 365) | 0
  const dayOfYear = dayOfCycle - (yearOfCycle * 365 + (yearOfCycle >> 2) - ((yearOfCycle / 100) | 0))
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0
  const day = dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return { year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day }
}

/** Seconds from 1970-01-01T00:00:00 on the same clock; exact within about 285 million years. */
export function secondOfCivil (year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  return epochDayOfCivil(year, month, day) * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE + second
}
