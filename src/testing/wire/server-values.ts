import * as tag from '../../bolt/structures/graph.js'
import { UNSUPPORTED_TYPE } from '../../bolt/structures/unsupported.js'
import { writersFor } from '../../bolt/structures/index.js'
import type { Capabilities } from '../../bolt/versions.js'
import { KeyCache } from '../../packstream/key-cache.js'
import { PackStreamReader, type StructureReader } from '../../packstream/reader.js'
import { Structure } from '../../packstream/structure.js'
import { PackStreamWriter, type StructureWriter, type StructureWriters } from '../../packstream/writer.js'
import {
  isNode, isPath, isRelationship, isUnboundRelationship, type Node, type Path, type Relationship, type UnboundRelationship
} from '../../types/graph.js'
import type { NumberOrInteger } from '../../types/integer.js'
import { isUnsupportedType, type UnsupportedType } from '../../types/unsupported.js'
import { Float } from './float.js'

/** Reads what clients send: integers as `bigint`, bytes as `Int8Array`, and structures undecoded. */
export function serverReader (capabilities: Capabilities): PackStreamReader {
  const structures = Array.from({ length: 128 }, (_, signature): StructureReader =>
    (reader, size) => new Structure(signature, reader.readItems(size)))
  return new PackStreamReader({ integers: 'bigint', structures, keys: new KeyCache(), uuid: capabilities.uuid })
}

/**
 * Writes what servers send: everything that a client can send, and also nodes, relationships, paths, and replacements for
 * values that the connection cannot carry. Numbers are floats, as in a driver. Objects of other classes are errors.
 */
export function serverWriter (capabilities: Capabilities): PackStreamWriter {
  const clients = writersFor(capabilities, { onAmbiguousTime: () => {} })
  const structures: StructureWriters = { find: value => serversOwn(value, capabilities) ?? clients.find(value) }
  return new PackStreamWriter({ structures, uuid: capabilities.uuid })
}

/** Converts a value as written in a test for the writer: integers to bigint, {@link Float} to numbers. */
export function wireValue (value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return value.map(wireValue)
  if (value instanceof Structure) return new Structure(value.signature, value.fields.map(wireValue))
  return Object.getPrototypeOf(value) === Object.prototype ? wireMap(value) : value
}

function wireMap (map: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, wireValue(value)]))
}

function serversOwn (value: object, capabilities: Capabilities): StructureWriter | undefined {
  const { elementId } = capabilities
  const write = (signature: number, fields: unknown[]): StructureWriter => writer => { writer.write(new Structure(signature, fields)) }
  if (isNode<NumberOrInteger>(value)) return write(tag.NODE, nodeFields(value, elementId))
  if (isRelationship<NumberOrInteger>(value)) return write(tag.RELATIONSHIP, relationshipFields(value, elementId))
  if (isUnboundRelationship<NumberOrInteger>(value)) return write(tag.UNBOUND_RELATIONSHIP, unboundFields(value, elementId))
  if (isPath<NumberOrInteger>(value)) return write(tag.PATH, pathFields(value, elementId))
  return capabilities.unsupportedType && isUnsupportedType(value) ? write(UNSUPPORTED_TYPE, unsupportedFields(value)) : undefined
}

/** Ids are always integers, even if the program has them as numbers. */
function id (value: NumberOrInteger): unknown {
  return typeof value === 'number' ? BigInt(value) : value
}

function nodeFields ({ identity, labels, properties, elementId }: Node<NumberOrInteger>, named: boolean): unknown[] {
  return named ? [id(identity), labels, properties, elementId] : [id(identity), labels, properties]
}

function relationshipFields (value: Relationship<NumberOrInteger>, named: boolean): unknown[] {
  const { identity, start, end, type, properties, elementId, startNodeElementId, endNodeElementId } = value
  const fields = [id(identity), id(start), id(end), type, properties]
  return named ? [...fields, elementId, startNodeElementId, endNodeElementId] : fields
}

function unboundFields (value: UnboundRelationship<NumberOrInteger> | Relationship<NumberOrInteger>, named: boolean): unknown[] {
  const { identity, type, properties, elementId } = value
  return named ? [id(identity), type, properties, elementId] : [id(identity), type, properties]
}

/** Distinct nodes, distinct relationships, and the steps: specification page "Structure semantics", Path. */
function pathFields ({ start, segments }: Path<NumberOrInteger>, named: boolean): unknown[] {
  const nodes = new Map<string, Node<NumberOrInteger>>([[start.elementId, start]])
  const relationships = new Map<string, Relationship<NumberOrInteger>>()
  const walk: number[] = []
  let from = start
  for (const { relationship, end } of segments) {
    if (!relationships.has(relationship.elementId)) relationships.set(relationship.elementId, relationship)
    if (!nodes.has(end.elementId)) nodes.set(end.elementId, end)
    const number = [...relationships.keys()].indexOf(relationship.elementId) + 1
    const isForward = relationship.startNodeElementId === from.elementId
    walk.push(isForward ? number : -number, [...nodes.keys()].indexOf(end.elementId))
    from = end
  }
  return [
    [...nodes.values()].map(node => new Structure(tag.NODE, nodeFields(node, named))),
    [...relationships.values()].map(value => new Structure(tag.UNBOUND_RELATIONSHIP, unboundFields(value, named))),
    walk.map(BigInt)
  ]
}

function unsupportedFields ({ name, minimumProtocolVersion, message }: UnsupportedType): unknown[] {
  return [name, ...minimumProtocolVersion.split('.').map(BigInt), message === undefined ? {} : { message }]
}
