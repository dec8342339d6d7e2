import { stringify } from '../json.js'
import { mapRecord } from '../mapping/map-record.js'
import type { AnyObject, GenericConstructor, Mappable, Rules } from '../mapping/rule.js'
import { type InferOutput, isSchema, type StandardSchema, validateNow } from '../mapping/standard-schema.js'
import { hasBrand, setBrand } from './brand.js'
import type { Integer, NumberOrInteger } from './integer.js'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the application defines the types of properties
export type PropertyValue = any

export interface Properties {
  [key: string]: PropertyValue
}

/**
 * A node of the graph.
 *
 * `elementId` identifies it within its transaction; `identity` is the numeric id, deprecated since Neo4j 5.
 */
export class Node<T extends NumberOrInteger = Integer, P extends Properties = Properties, Label extends string = string> {
  identity: T
  labels: Label[]
  properties: P
  elementId: string

  constructor (identity: T, labels: Label[], properties: P, elementId?: string) {
    this.identity = identity
    this.labels = labels
    this.properties = properties
    this.elementId = elementId ?? identity.toString()
  }

  /** Validates the properties with a Standard Schema. @returns the schema's output @throws Neo4jError with the paths that do not match */
  as<S extends StandardSchema> (schema: S): InferOutput<S>
  /** Maps the properties to an object of the class `genericConstructor`, or as `rules` say; see `RecordObjectMapping`. */
  as<T extends Mappable = AnyObject> (rules: Rules): T
  as<T extends Mappable = AnyObject> (genericConstructor: GenericConstructor<T>, rules?: Rules): T
  as<T extends Mappable = AnyObject> (target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): T {
    return mapProperties(this.properties, target, rules)
  }

  /** Like `(4:a:1:Person {name:"Ada"})`. */
  toString (): string {
    const labels = this.labels.map(label => ':' + label).join('')
    return `(${this.elementId}${labels}${propertiesText(this.properties)})`
  }
}

/**
 * A relationship between two nodes. `start` and `end` are the numeric ids of the nodes,
 * `startNodeElementId` and `endNodeElementId` their element ids.
 */
export class Relationship<T extends NumberOrInteger = Integer, P extends Properties = Properties, Type extends string = string> {
  identity: T
  start: T
  end: T
  type: Type
  properties: P
  elementId: string
  startNodeElementId: string
  endNodeElementId: string

  constructor (identity: T, start: T, end: T, type: Type, properties: P, elementId?: string, startNodeElementId?: string, endNodeElementId?: string) {
    this.identity = identity
    this.start = start
    this.end = end
    this.type = type
    this.properties = properties
    this.elementId = elementId ?? identity.toString()
    this.startNodeElementId = startNodeElementId ?? start.toString()
    this.endNodeElementId = endNodeElementId ?? end.toString()
  }

  /** Validates the properties with a Standard Schema. @returns the schema's output @throws Neo4jError with the paths that do not match */
  as<S extends StandardSchema> (schema: S): InferOutput<S>
  /** Maps the properties to an object of the class `genericConstructor`, or as `rules` say; see `RecordObjectMapping`. */
  as<T extends Mappable = AnyObject> (rules: Rules): T
  as<T extends Mappable = AnyObject> (genericConstructor: GenericConstructor<T>, rules?: Rules): T
  as<T extends Mappable = AnyObject> (target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): T {
    return mapProperties(this.properties, target, rules)
  }

  /** Like `(4:a:1)-[:KNOWS {since:1843}]->(4:a:2)`. */
  toString (): string {
    return `(${this.startNodeElementId})-[:${this.type}${propertiesText(this.properties)}]->(${this.endNodeElementId})`
  }
}

/** A relationship within a path, without its nodes. */
export class UnboundRelationship<T extends NumberOrInteger = Integer, P extends Properties = Properties, Type extends string = string> {
  identity: T
  type: Type
  properties: P
  elementId: string

  constructor (identity: T, type: Type, properties: PropertyValue, elementId?: string) {
    this.identity = identity
    this.type = type
    this.properties = properties
    this.elementId = elementId ?? identity.toString()
  }

  /** Binds it to its nodes by their numeric ids `start` and `end`, which also become their element ids; see {@link bindTo}. */
  bind (start: T, end: T): Relationship<T> {
    return new Relationship(this.identity, start, end, this.type, this.properties, this.elementId)
  }

  /** Binds it to its nodes, `start` and `end`. */
  bindTo (start: Node<T>, end: Node<T>): Relationship<T> {
    return new Relationship(this.identity, start.identity, end.identity, this.type, this.properties, this.elementId, start.elementId, end.elementId)
  }

  /** Validates the properties with a Standard Schema. @returns the schema's output @throws Neo4jError with the paths that do not match */
  as<S extends StandardSchema> (schema: S): InferOutput<S>
  /** Maps the properties to an object of the class `genericConstructor`, or as `rules` say; see `RecordObjectMapping`. */
  as<T extends Mappable = AnyObject> (rules: Rules): T
  as<T extends Mappable = AnyObject> (genericConstructor: GenericConstructor<T>, rules?: Rules): T
  as<T extends Mappable = AnyObject> (target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): T {
    return mapProperties(this.properties, target, rules)
  }

  /** Like `-[:KNOWS {since:1843}]->`. */
  toString (): string {
    return `-[:${this.type}${propertiesText(this.properties)}]->`
  }
}

/** One step of a {@link Path}. `start` is the node where the step begins, which may be the relationship's end node. */
export class PathSegment<T extends NumberOrInteger = Integer> {
  start: Node<T>
  relationship: Relationship<T>
  end: Node<T>

  constructor (start: Node<T>, rel: Relationship<T>, end: Node<T>) {
    this.start = start
    this.relationship = rel
    this.end = end
  }
}

/** A path through the graph; `length` is the number of its relationships. */
export class Path<T extends NumberOrInteger = Integer> {
  start: Node<T>
  end: Node<T>
  segments: Array<PathSegment<T>>
  length: number

  constructor (start: Node<T>, end: Node<T>, segments: Array<PathSegment<T>>) {
    this.start = start
    this.end = end
    this.segments = segments
    this.length = segments.length
  }
}

setBrand(Node.prototype, '__isNode__')
setBrand(Relationship.prototype, '__isRelationship__')
setBrand(UnboundRelationship.prototype, '__isUnboundRelationship__')
setBrand(PathSegment.prototype, '__isPathSegment__')
setBrand(Path.prototype, '__isPath__')

/** Whether `obj` is a {@link Node}, of this or another copy of the driver. */
export function isNode<T extends NumberOrInteger = Integer, P extends Properties = Properties, Label extends string = string> (obj: unknown): obj is Node<T, P, Label> {
  return hasBrand(obj, '__isNode__')
}

/** Whether `obj` is a {@link Relationship}, of this or another copy of the driver. */
export function isRelationship<T extends NumberOrInteger = Integer, P extends Properties = Properties, Type extends string = string> (obj: unknown): obj is Relationship<T, P, Type> {
  return hasBrand(obj, '__isRelationship__')
}

/** Whether `obj` is an {@link UnboundRelationship}, of this or another copy of the driver. */
export function isUnboundRelationship<T extends NumberOrInteger = Integer, P extends Properties = Properties, Type extends string = string> (obj: unknown): obj is UnboundRelationship<T, P, Type> {
  return hasBrand(obj, '__isUnboundRelationship__')
}

/** Whether `obj` is a {@link Path}, of this or another copy of the driver. */
export function isPath<T extends NumberOrInteger = Integer> (obj: unknown): obj is Path<T> {
  return hasBrand(obj, '__isPath__')
}

/** Whether `obj` is a {@link PathSegment}, of this or another copy of the driver. */
export function isPathSegment<T extends NumberOrInteger = Integer> (obj: unknown): obj is PathSegment<T> {
  return hasBrand(obj, '__isPathSegment__')
}

function mapProperties<T extends Mappable> (properties: Properties, target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): T {
  if (isSchema(target)) return validateNow(target, properties) as T
  return mapRecord({ get: key => Object.hasOwn(properties, key) ? properties[key] : undefined }, target, rules)
}

function propertiesText (properties: Properties): string {
  const pairs = Object.keys(properties).map(key => `${key}:${stringify(properties[key])}`)
  return pairs.length > 0 ? ` {${pairs.join(',')}}` : ''
}
