import neo4j, { type DateTime, type Point } from 'neobolt'
import type { Message } from './protocol.js'

/** The spatial reference identifiers of Cypher's four coordinate systems, in two and three dimensions. */
const SRIDS: Record<string, readonly [number, number]> = { cartesian: [7203, 9157], wgs84: [4326, 4979] }

export function pointFrom ({ system, x, y, z }: { system: string, x: number, y: number, z: number | null }): unknown {
  const [flat, solid] = SRIDS[system]
  return z == null ? new neo4j.types.Point(BigInt(flat), x, y) : new neo4j.types.Point(BigInt(solid), x, y, z)
}

export function pointToCypher ({ srid, x, y, z }: Point<any>): Message {
  const system = Object.keys(SRIDS).find(name => SRIDS[name].includes(Number(srid)))
  return { name: 'CypherPoint', data: { system, x, y, z: z ?? null } }
}

/** @throws Error for an unknown type */
export function temporalFrom (name: string, d: any): unknown {
  const { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } = neo4j.types
  switch (name) {
    case 'CypherDate':
      return new Date(d.year, d.month, d.day)
    case 'CypherTime':
      return d.utc_offset_s == null
        ? new LocalTime(d.hour, d.minute, d.second, d.nanosecond)
        : new Time(d.hour, d.minute, d.second, d.nanosecond, d.utc_offset_s)
    case 'CypherDateTime':
      return d.utc_offset_s == null && d.timezone_id == null
        ? new LocalDateTime(d.year, d.month, d.day, d.hour, d.minute, d.second, d.nanosecond)
        : new DateTime(d.year, d.month, d.day, d.hour, d.minute, d.second, d.nanosecond, d.utc_offset_s, d.timezone_id)
    case 'CypherDuration':
      return new Duration(BigInt(d.months), BigInt(d.days), BigInt(d.seconds), BigInt(d.nanoseconds))
  }
  throw new Error(`The backend does not know values of the type ${name}`)
}

export function temporalToCypher (value: object): Message | undefined {
  if (neo4j.isDate(value)) return structure('CypherDate', pick(value, 'year', 'month', 'day'))
  if (neo4j.isLocalTime(value)) return structure('CypherTime', clockFields(value))
  if (neo4j.isTime(value)) return structure('CypherTime', { ...clockFields(value), utc_offset_s: plain(value.timeZoneOffsetSeconds) })
  if (neo4j.isLocalDateTime(value)) return structure('CypherDateTime', dateTimeFields(value))
  if (neo4j.isDateTime(value)) {
    return structure('CypherDateTime', {
      ...dateTimeFields(value),
      utc_offset_s: offsetOf(value),
      timezone_id: value.timeZoneId ?? undefined
    })
  }
  if (neo4j.isDuration(value)) return structure('CypherDuration', pick(value, 'months', 'days', 'seconds', 'nanoseconds'))
  return undefined
}

/** Servers before Bolt 5 do not send the offset of a time in a named zone: it is the difference to the same instant in UTC. */
function offsetOf (value: DateTime<any>): unknown {
  if (value.timeZoneOffsetSeconds != null) return plain(value.timeZoneOffsetSeconds)
  const { year, month, day, hour, minute, second } = dateTimeFields(value) as Record<string, any>
  const wallClock = globalThis.Date.UTC(...[year, month, day, hour, minute, second].map(Number) as [number, number])
  const lastMonth = new globalThis.Date(wallClock).setUTCMonth(Number(month) - 1)
  return Math.floor(lastMonth / 1000) - Math.floor(value.toStandardDate().getTime() / 1000)
}

function dateTimeFields (value: object): object {
  return { ...pick(value as any, 'year', 'month', 'day'), ...clockFields(value) }
}

function clockFields (value: object): object {
  return pick(value as any, 'hour', 'minute', 'second', 'nanosecond')
}

function pick (value: any, ...fields: string[]): object {
  return Object.fromEntries(fields.map(field => [field, plain(value[field])]))
}

/** Keeps all digits: a bigint is not converted. */
function plain (value: any): number | bigint {
  return neo4j.isInt(value) ? value.toBigInt() : value
}

function structure (name: string, data: object): Message {
  return { name, data }
}
