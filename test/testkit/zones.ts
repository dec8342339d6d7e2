import type { Message } from './protocol.js'

/** Seconds east of UTC, as Node knows them, of a wall-clock time in a named zone. */
function offsetInNode ({ year, month, day, hour, minute, second, timezone_id: timeZone }: any): number {
  const wallClock = new Date(0)
  wallClock.setUTCFullYear(year, month - 1, day)
  wallClock.setUTCHours(hour, minute, second)
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const text = format.formatToParts(wallClock).find(({ type }) => type === 'timeZoneName')?.value
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text ?? '') ?? []
  if (text === 'GMT') return 0
  const east = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)
  return sign === '-' ? -east : east
}

/** In this year the last country gave up an offset that is not a whole number of minutes. */
const WHOLE_MINUTES_SINCE = 1972

/**
 * Why a sub-test with a time in a named zone is not run: the suite's library for time zones rounds the local times of
 * old to whole minutes, or knows none, and expects the server and the driver to do so as well.
 */
export function reasonToSkipTime ({ data }: Message): string | undefined {
  const [offset, expected]: number[] = [offsetInNode(data), data.utc_offset_s]
  return offset !== expected && data.year < WHOLE_MINUTES_SINCE
    ? `The local time of ${data.timezone_id} in the year ${data.year}, ${offset} s from UTC, is taken for ${expected} s`
    : undefined
}
