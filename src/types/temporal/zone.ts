import { SECONDS_PER_CYCLE, SECONDS_PER_DAY } from './civil.js'
import { shorten } from '../../text.js'

/** Changes of an offset are searched for, and remembered, in windows of 48.5 days. */
const WINDOW_SECONDS = 2 ** 22
/** A time zone keeps every offset for longer than this (3 days): the shortest stay in tz database 2025c is a week. */
const PROBE_SECONDS = 2 ** 18
/** 1700-01-01: before the invention of standard time; earlier times have the same offset. */
const FIRST_SECOND = Date.UTC(1700, 0, 1) / 1000
/** 2200-01-01: from here on a zone follows its last rule, which repeats with the calendar's cycle. */
const CYCLE_SECOND = Date.UTC(2200, 0, 1) / 1000
const END_SECOND = CYCLE_SECOND + SECONDS_PER_CYCLE
/** Some 270 years of windows per zone; more zones than the tz database has names that are not links. */
const MAX_WINDOWS = 2048
const MAX_ZONES = 512
/** The longest name of the tz database has 32 characters. */
const LONGEST_ID = 256

interface OffsetChange {
  /** The first second, in UTC, of the new offset. */
  readonly at: number
  readonly offset: number
}

interface OffsetWindow {
  readonly start: number
  /** The offset at `start`. */
  readonly offset: number
  readonly changes: readonly OffsetChange[]
}

/** The offsets of one time zone, read from Intl and remembered. */
export class Zone {
  readonly id: string
  readonly #format: Intl.DateTimeFormat
  readonly #windows = new Map<number, OffsetWindow>()
  #last: OffsetWindow = { start: -Infinity, offset: 0, changes: [] }

  /** @throws RangeError if the platform does not know the zone */
  constructor (id: string) {
    if (id.length > LONGEST_ID) {
      throw new RangeError(`Invalid time zone specified: ${shorten(id)}`)
    }
    this.id = id
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric'
    })
  }

  /** Seconds that the zone's clocks are ahead of UTC at a second since the epoch, however far away. */
  offsetAt (utcSecond: number): number {
    const second = withinKnownTime(utcSecond)
    const last = this.#last
    const window = second >= last.start && second < last.start + WINDOW_SECONDS ? last : this.#windowAt(second)
    let offset = window.offset
    for (let i = 0; i < window.changes.length && second >= window.changes[i].at; i++) {
      offset = window.changes[i].offset
    }
    return offset
  }

  /**
   * The offset for a time shown by the zone's clocks, in seconds since the epoch on that clock.
   *
   * Where clocks were put back, a time exists twice, where they were put forward, not at all: what comes out then
   * is the choice of neo4j-driver, which takes the clock's time for UTC at first and corrects that once.
   */
  offsetAtLocal (localSecond: number): number {
    return this.offsetAt(localSecond - this.offsetAt(localSecond))
  }

  /**
   * The offset for a time shown by the zone's clocks, as java.time chooses it: of a time that exists twice, the
   * earlier instant; a time that is skipped is taken for as much later as the clocks were put forward.
   */
  earlierOffsetAtLocal (localSecond: number): number {
    const before = this.offsetAt(localSecond - SECONDS_PER_DAY)
    const after = this.offsetAt(localSecond + SECONDS_PER_DAY)
    // No offset reaches a day, and clocks are changed at most once in that time.
    const isAfterChange = before !== after &&
      this.offsetAt(localSecond - before) !== before && this.offsetAt(localSecond - after) === after
    return isAfterChange ? after : before
  }

  #windowAt (second: number): OffsetWindow {
    const index = Math.floor(second / WINDOW_SECONDS)
    let window = this.#windows.get(index)
    if (window === undefined) {
      if (this.#windows.size >= MAX_WINDOWS) {
        this.#windows.clear()
      }
      window = this.#survey(index * WINDOW_SECONDS)
      this.#windows.set(index, window)
    }
    this.#last = window
    return window
  }

  #survey (start: number): OffsetWindow {
    const offset = this.#readOffset(start)
    const changes: OffsetChange[] = []
    let known = offset
    for (let from = start; from < start + WINDOW_SECONDS; from += PROBE_SECONDS) {
      const to = from + PROBE_SECONDS
      const next = this.#readOffset(to)
      if (next !== known) {
        const at = this.#findChange(from, to, known)
        if (at < start + WINDOW_SECONDS) {
          changes.push({ at, offset: next })
        }
        known = next
      }
    }
    return { start, offset, changes }
  }

  /** The first second after `from` whose offset differs from `offset`, which holds at `from` and not at `to`. */
  #findChange (from: number, to: number, offset: number): number {
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2)
      if (this.#readOffset(middle) === offset) {
        from = middle
      } else {
        to = middle
      }
    }
    return to
  }

  #readOffset (second: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(second * 1000)) {
      parts[type] = Number(value)
    }
    return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000 - second
  }
}

/**
 * Offsets of time zones by their ids, such as `Europe/Berlin`: right to the second through every change of clocks,
 * a few nanoseconds per look-up once a stretch of time is known. Holds a bounded number of zones.
 */
export class ZoneOffsets {
  readonly #zones = new Map<string, Zone>()
  #last: Zone | undefined

  /** @throws RangeError if the platform does not know the zone */
  zone (id: string): Zone {
    if (this.#last?.id === id) {
      return this.#last
    }
    const zone = this.#zones.get(id) ?? this.#add(new Zone(id))
    this.#last = zone
    return zone
  }

  isKnown (id: string): boolean {
    try {
      this.zone(id)
      return true
    } catch {
      return false
    }
  }

  #add (zone: Zone): Zone {
    if (this.#zones.size >= MAX_ZONES) {
      const [oldest] = this.#zones.keys()
      this.#zones.delete(oldest)
    }
    this.#zones.set(zone.id, zone)
    return zone
  }
}

/**
 * The instance for those that have no driver to ask: constructors called by users, and the default elsewhere.
 * It remembers facts of the platform's time zone data, nothing of its callers, so sharing it cannot be noticed.
 */
export const sharedZones = new ZoneOffsets()

function withinKnownTime (second: number): number {
  if (second >= FIRST_SECOND && second < END_SECOND) {
    return second
  }
  return second < FIRST_SECOND ? FIRST_SECOND : CYCLE_SECOND + (second - CYCLE_SECOND) % SECONDS_PER_CYCLE
}
