import type { Message } from './protocol.js'

/** The offset from UTC, in seconds, of a local time in a named zone, according to Node.js. */
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

/** The year in which the last country abandoned an offset that was not a whole number of minutes. */
const WHOLE_MINUTES_SINCE = 1972

/**
 * Why a sub-test with a time in a named zone is not run: the suite's time zone library rounds historical local times to whole
 * minutes, or does not know them, and expects the server and the driver to do the same.
 */
export function reasonToSkipTime ({ data }: Message): string | undefined {
  const [offset, expected]: number[] = [offsetInNode(data), data.utc_offset_s]
  return offset !== expected && data.year < WHOLE_MINUTES_SINCE
    ? `The local time of ${data.timezone_id} in the year ${data.year}, ${offset} s from UTC, is taken for ${expected} s`
    : undefined
}
