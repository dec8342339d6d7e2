import { newError } from '../error.js'
import { mapRecord } from '../mapping/map-record.js'
import type { AnyObject, GenericConstructor, Mappable, Rules } from '../mapping/rule.js'
import { type InferOutput, isSchema, type StandardSchema, validateNow } from '../mapping/standard-schema.js'
import { setOwn } from '../own-property.js'

/** The values of a record by key. */
export type RecordShape<Key extends PropertyKey = PropertyKey, Value = any> = {
  [K in Key]: Value
}

type MapVisitor<ReturnType, Entries extends RecordShape = RecordShape, Key extends keyof Entries = keyof Entries> =
  (value: Entries[Key], key: Key, record: Record<Entries>) => ReturnType

type Visitor<Entries extends RecordShape = RecordShape, Key extends keyof Entries = keyof Entries> = MapVisitor<void, Entries, Key>

/** The index of each key, made once per result and shared by its records. The last of several equal keys wins. */
export function makeFieldLookup (keys: readonly PropertyKey[]): RecordShape<any, number> {
  const lookup = Object.create(null)
  for (let i = 0; i < keys.length; i++) {
    lookup[keys[i]] = i
  }
  return lookup
}

/**
 * One record of a result: values by key or by position.
 *
 * `keys` are in the order of the query's RETURN; `length` is their number. Iterating yields the values.
 */
export class Record<
  Entries extends RecordShape = RecordShape,
  Key extends keyof Entries = keyof Entries,
  FieldLookup extends RecordShape<keyof Entries, number> = RecordShape<keyof Entries, number>
> {
  keys: Key[]
  length: number
  private readonly _fields: any[]
  private readonly _fieldLookup: FieldLookup

  constructor (keys: Key[], fields: any[], fieldLookup?: FieldLookup) {
    this.keys = keys
    this.length = keys.length
    this._fields = fields
    this._fieldLookup = fieldLookup ?? makeFieldLookup(keys) as FieldLookup
  }

  /** Calls `visitor` with each value, its key and the record, in the order of the keys. */
  forEach (visitor: Visitor<Entries, Key>): void {
    for (let i = 0; i < this.keys.length; i++) {
      visitor(this._fields[i], this.keys[i], this as Record<any>)
    }
  }

  /** Calls `visitor` with each value, its key and the record, in the order of the keys. @returns the results */
  map<Value> (visitor: MapVisitor<Value, Entries, Key>): Value[] {
    return this.keys.map((key, i) => visitor(this._fields[i], key, this as Record<any>))
  }

  /** Validates the record with a Standard Schema. @returns the schema's output @throws Neo4jError with the paths that do not match */
  as<S extends StandardSchema> (schema: S): InferOutput<S>
  /** Maps the record to an object of the class `genericConstructor`, or as `rules` say; see `RecordObjectMapping`. */
  as<T extends Mappable = AnyObject> (rules: Rules): T
  as<T extends Mappable = AnyObject> (genericConstructor: GenericConstructor<T>, rules?: Rules): T
  as<T extends Mappable = AnyObject> (target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): T {
    return isSchema(target) ? validateNow(target, this.toObject()) as T : mapRecord(this, target, rules)
  }

  /** The keys with their values, in the order of the keys. */
  entries (): IterableIterator<[string, any]> {
    return this.keys.map<[string, any]>((key, i) => [key as string, this._fields[i]]).values()
  }

  /** The values, in the order of the keys. */
  values (): IterableIterator<AnyObject> {
    return this.keys.map((_, i) => this._fields[i]).values()
  }

  [Symbol.iterator] (): IterableIterator<AnyObject> {
    return this.values()
  }

  /** The record as a plain object. */
  toObject (): Entries {
    const object = {} as Entries
    for (let i = 0; i < this.keys.length; i++) {
      const key = this.keys[i]
      if (key === '__proto__') {
        setOwn(object, key, this._fields[i])
      } else {
        object[key] = this._fields[i]
      }
    }
    return object
  }

  /**
   * The value for a key, or at a position counted from 0.
   * @throws Neo4jError if the record has no such key or position
   */
  get<K extends keyof Entries = keyof Entries> (key: K): Entries[K]
  get (n: number): any
  get (key: PropertyKey): any {
    const index = typeof key === 'number' ? key : indexOf(this._fieldLookup, key, this.keys)
    if (index > this._fields.length - 1 || index < 0) {
      throw newError(`This record has no field with index '${index}'. Remember that indexes start at \`0\`, ` +
        'and make sure your query returns records in the shape you meant it to.')
    }
    return this._fields[index]
  }

  /** Whether the record has a value for the key, or at the position counted from 0. */
  has (key: Key | string | number): boolean {
    return typeof key === 'number'
      ? key >= 0 && key < this._fields.length
      : (this._fieldLookup as RecordShape)[key] !== undefined
  }
}

function indexOf (lookup: RecordShape, key: string | symbol, keys: PropertyKey[]): number {
  const index = lookup[key]
  if (index === undefined) {
    throw newError(`This record has no field with key '${key.toString()}', available keys are: [${keys.toString()}].`)
  }
  return index
}
