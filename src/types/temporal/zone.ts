import { SECONDS_PER_CYCLE, SECONDS_PER_DAY } from './civil.js'
import { shorten } from '../../text.js'

/** Offset changes are searched for and cached in windows of 48.5 days. */
const WINDOW_SECONDS = 2 ** 22
/** Probing every 3 days finds every change: the shortest time between two changes in tz database 2025c is a week. */
const PROBE_SECONDS = 2 ** 18
/** 1700-01-01: before standard time was introduced; earlier times have the same offset. */
const FIRST_SECOND = Date.UTC(1700, 0, 1) / 1000
/** 2200-01-01: from here on, a zone follows its last rule, which repeats with the cycle of the calendar. */
const CYCLE_SECOND = Date.UTC(2200, 0, 1) / 1000
const END_SECOND = CYCLE_SECOND + SECONDS_PER_CYCLE
/** About 270 years of windows per zone, and more zones than the tz database has, not counting links. */
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

/** The offsets of one time zone, read from Intl and cached. */
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

  /** The offset from UTC, in seconds, at a time in seconds since the epoch. Any time is valid. */
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
   * The offset for a local time, given in seconds since the epoch on the zone's clock.
   *
   * When clocks are set back, a local time occurs twice; when they are set forward, it is skipped. The result is then
   * that of neo4j-driver, which first takes the local time for UTC and corrects it once.
   */
  offsetAtLocal (localSecond: number): number {
    return this.offsetAt(localSecond - this.offsetAt(localSecond))
  }

  /**
   * The offset for a local time, as java.time chooses it: the earlier instant for a local time that occurs twice; a
   * local time that is skipped is shifted forward by the length of the gap.
   */
  earlierOffsetAtLocal (localSecond: number): number {
    const before = this.offsetAt(localSecond - SECONDS_PER_DAY)
    const after = this.offsetAt(localSecond + SECONDS_PER_DAY)
    // All offsets are shorter than a day, and there is at most one change within two days.
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

  /** Finds the first second after `from` at which `offset` no longer applies; it applies at `from` but not at `to`. */
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
 * The offsets of time zones by id, such as `Europe/Berlin`: exact to the second, and a few nanoseconds per lookup once
 * a window is cached. Caches a bounded number of zones.
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
 * The instance for code without a driver, such as constructors called by users, and the default elsewhere. It only
 * caches the platform's time zone data, so sharing it has no side effects.
 */
export const sharedZones = new ZoneOffsets()

function withinKnownTime (second: number): number {
  if (second >= FIRST_SECOND && second < END_SECOND) {
    return second
  }
  return second < FIRST_SECOND ? FIRST_SECOND : CYCLE_SECOND + (second - CYCLE_SECOND) % SECONDS_PER_CYCLE
}
