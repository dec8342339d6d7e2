import * as tag from '../bolt/structures/graph.js'
import { writersFor } from '../bolt/structures/index.js'
import type { Capabilities } from '../bolt/versions.js'
import { KeyCache } from '../packstream/key-cache.js'
import { PackStreamReader, type StructureReader } from '../packstream/reader.js'
import { Structure } from '../packstream/structure.js'
import { PackStreamWriter, type StructureWriter, type StructureWriters } from '../packstream/writer.js'
import {
  isNode, isPath, isRelationship, isUnboundRelationship, type Node, type Path, type Relationship, type UnboundRelationship
} from '../types/graph.js'

class Float {
  constructor (readonly value: number) {}
}

/** A whole number that is sent as a float: `record([float(2)])`. */
export function float (value: number): object {
  return new Float(value)
}

/** Reads what clients send; structures are left as they are. */
export function serverReader (capabilities: Capabilities): PackStreamReader {
  const structures = Array.from({ length: 128 }, (_, signature): StructureReader =>
    (reader, size) => new Structure(signature, reader.readItems(size)))
  return new PackStreamReader({ integers: 'bigint', structures, keys: new KeyCache(), uuid: capabilities.uuid })
}

/** Writes what servers send: all that a client may send, and nodes, relationships and paths. */
export function serverWriter (capabilities: Capabilities): PackStreamWriter {
  const clients = writersFor(capabilities, { onAmbiguousTime: () => {} })
  const structures: StructureWriters = { find: value => graphWriter(value, capabilities) ?? clients.find(value) }
  return new PackStreamWriter({ structures, uuid: capabilities.uuid })
}

/** The value as the writer wants it: integers as bigint, floats as numbers. */
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

function graphWriter (value: object, { elementId }: Capabilities): StructureWriter | undefined {
  const write = (signature: number, fields: unknown[]): StructureWriter => writer => {
    writer.write(wireValue(new Structure(signature, fields)))
  }
  if (isNode(value)) return write(tag.NODE, nodeFields(value, elementId))
  if (isRelationship(value)) return write(tag.RELATIONSHIP, relationshipFields(value, elementId))
  if (isUnboundRelationship(value)) return write(tag.UNBOUND_RELATIONSHIP, unboundFields(value, elementId))
  return isPath(value) ? write(tag.PATH, pathFields(value, elementId)) : undefined
}

function nodeFields ({ identity, labels, properties, elementId }: Node, named: boolean): unknown[] {
  return named ? [identity, labels, properties, elementId] : [identity, labels, properties]
}

function relationshipFields (value: Relationship, named: boolean): unknown[] {
  const { identity, start, end, type, properties, elementId, startNodeElementId, endNodeElementId } = value
  const fields = [identity, start, end, type, properties]
  return named ? [...fields, elementId, startNodeElementId, endNodeElementId] : fields
}

function unboundFields ({ identity, type, properties, elementId }: UnboundRelationship | Relationship, named: boolean): unknown[] {
  return named ? [identity, type, properties, elementId] : [identity, type, properties]
}

/** Distinct nodes, distinct relationships, and the walk: specification page «Structure semantics», Path. */
function pathFields ({ start, segments }: Path, named: boolean): unknown[] {
  const nodes = new Map<string, Node>([[start.elementId, start]])
  const relationships = new Map<string, Relationship>()
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
    walk
  ]
}
