import type { Neo4jError } from '../error.js'
import { setOwn } from '../own-property.js'
import { type Decoding, decodingOf } from '../packstream/decoding.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { Node, Path, Relationship, UnboundRelationship } from '../types/graph.js'
import { Integer } from '../types/integer.js'
import { Point } from '../types/spatial.js'
import { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../types/temporal/index.js'
import { UnsupportedType } from '../types/unsupported.js'
import { UUID } from '../types/uuid.js'
import { Vector } from '../types/vector.js'
import type { HydrationHooks } from './hooks.js'
import { type Key, recordError } from './record-error.js'

/** The function that converts values of one type. */
interface Conversion {
  readonly name: string
  convert (value: object): unknown
}

/** The prototypes of decoded values, by the name of their hook. */
const PROTOTYPES: Readonly<Record<Exclude<keyof HydrationHooks, 'floats'>, object>> = {
  Integer: Integer.prototype,
  Bytes: Int8Array.prototype,
  Date: Date.prototype,
  DateTime: DateTime.prototype,
  Duration: Duration.prototype,
  LocalDateTime: LocalDateTime.prototype,
  LocalTime: LocalTime.prototype,
  Node: Node.prototype,
  Path: Path.prototype,
  Point: Point.prototype,
  Relationship: Relationship.prototype,
  Time: Time.prototype,
  UnsupportedType: UnsupportedType.prototype,
  UUID: UUID.prototype,
  Vector: Vector.prototype
}

/** A hook of the driver's own presets, for numbers that JSON lacks. A symbol, so that copies such as `{ ...hydration.json }` keep it. */
export const NOT_FINITE = Symbol('numbers that are not finite')

/** Including the hook that only the driver's own presets have. */
export type AllHooks = HydrationHooks & { readonly [NOT_FINITE]?: (value: number) => unknown }

/**
 * The hooks of one level as a table, compiled once and used for all records.
 *
 * Values are changed in place, because nothing else has a reference to them yet.
 */
export class Hydrator {
  /** How values are decoded; undefined for the driver's configuration. */
  readonly decoding: Decoding | undefined
  readonly #conversions: ReadonlyMap<object, Conversion>
  readonly #notFinite: ((value: number) => unknown) | undefined
  /** The path of the current value in the record; only the first `depth` elements are valid. */
  readonly #path: Key[] = []
  #depth = 0

  constructor (hooks: AllHooks, integersOfDriver: IntegerMode) {
    const integers = typeof hooks.Integer === 'function' ? 'integer' : hooks.Integer ?? integersOfDriver
    const typedFloats = hooks.floats === 'typed'
    this.decoding = integers === integersOfDriver && !typedFloats ? undefined : decodingOf(integers, typedFloats)
    this.#conversions = conversionsOf(hooks)
    this.#notFinite = hooks[NOT_FINITE]
  }

  /** Whether there are functions to call: the reader itself implements the other hooks. */
  get converts (): boolean {
    return this.#conversions.size > 0 || this.#notFinite !== undefined
  }

  /** Converts the values of a record in place. @throws Neo4jError that says in which record, and where in it, a hook failed */
  hydrate (fields: unknown[], keys: readonly string[], recordIndex: number): void {
    try {
      for (let i = 0; i < fields.length; i++) {
        this.#path[0] = keys[i]
        this.#depth = 1
        fields[i] = this.#value(fields[i])
      }
    } catch (error) {
      if (!(error instanceof FailedHook)) throw error
      throw error.toNeo4jError(recordIndex, this.#path.slice(0, this.#depth))
    }
  }

  /** Only one other function is between its recursive calls: values that the reader can read must not overflow the stack here. */
  #value (value: unknown): unknown {
    if (typeof value === 'number') return this.#notFinite === undefined || Number.isFinite(value) ? value : this.#notFinite(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return this.#items(value)
    const prototype = prototypeOf(value)
    switch (prototype) {
      case null: return value
      case Object.prototype: return this.#entries(value as Entries)
      case Node.prototype:
      case Relationship.prototype:
      case UnboundRelationship.prototype:
        this.#entries((value as Node).properties)
        break
      case Path.prototype:
        this.#steps(value as Path)
    }
    const conversion = this.#conversions.get(prototype)
    return conversion === undefined ? value : this.#convert(conversion, value)
  }

  // After an error, the path still leads to the value that caused it.

  #items (items: unknown[]): unknown[] {
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (typeof item === 'object' || (typeof item === 'number' && this.#notFinite !== undefined)) {
        this.#path[this.#depth++] = i
        items[i] = this.#value(item)
        this.#depth--
      }
    }
    return items
  }

  #entries (map: Entries): Entries {
    for (const key of Object.keys(map)) {
      const value = map[key]
      this.#path[this.#depth++] = key
      const converted = this.#value(value)
      this.#depth--
      if (converted !== value) {
        if (key === '__proto__') setOwn(map, key, converted)
        else map[key] = converted
      }
    }
    return map
  }

  /** Converts each node only once, even if it occurs in several segments. */
  #steps (path: Steps): void {
    const done = new Map<unknown, unknown>()
    path.start = this.#once('start', path.start, done)
    for (let i = 0; i < path.segments.length; i++) {
      const segment = path.segments[i]
      this.#path[this.#depth++] = 'segments'
      this.#path[this.#depth++] = i
      segment.start = this.#once('start', segment.start, done)
      segment.relationship = this.#once('relationship', segment.relationship, done)
      segment.end = this.#once('end', segment.end, done)
      this.#depth -= 2
    }
    path.end = this.#once('end', path.end, done)
  }

  #once (key: Key, value: unknown, done: Map<unknown, unknown>): unknown {
    if (done.has(value)) return done.get(value)
    this.#path[this.#depth++] = key
    const converted = this.#value(value)
    this.#depth--
    done.set(value, converted)
    return converted
  }

  #convert (conversion: Conversion, value: object): unknown {
    try {
      return conversion.convert(value)
    } catch (error) {
      throw new FailedHook(conversion.name, error)
    }
  }
}

type Entries = Record<string, unknown>

/** A path whose nodes and relationships hooks may replace by any value. */
interface Steps {
  start: unknown
  end: unknown
  readonly segments: ReadonlyArray<{ start: unknown, relationship: unknown, end: unknown }>
}

/** An error of a program's function, before its place in the record is known. */
class FailedHook {
  readonly #name: string
  readonly #reason: unknown

  constructor (name: string, reason: unknown) {
    this.#name = name
    this.#reason = reason
  }

  toNeo4jError (recordIndex: number, path: readonly Key[]): Neo4jError {
    return recordError(recordIndex, path, where => `The hydration hook for ${this.#name} failed at ${where}.`, this.#reason)
  }
}

function conversionsOf (hooks: HydrationHooks): ReadonlyMap<object, Conversion> {
  const conversions = new Map<object, Conversion>()
  for (const [name, prototype] of Object.entries(PROTOTYPES)) {
    const convert = hooks[name as keyof typeof PROTOTYPES]
    if (typeof convert === 'function') conversions.set(prototype, { name, convert })
  }
  return conversions
}

/** null for a broken object: every operation on it throws, and no hook is called for it. */
function prototypeOf (value: object): object | null {
  try {
    return Object.getPrototypeOf(value) as object | null
  } catch {
    return null
  }
}
