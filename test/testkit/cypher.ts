import neo4j, { type Node, type Path, type Relationship } from 'neobolt'
import type { Message } from './protocol.js'
import { pointFrom, pointToCypher, temporalFrom, temporalToCypher } from './cypher-structures.js'

/** Converts a value of the suite to a parameter. Numbers are floats, because integers are `bigint`. */
export function fromCypher ({ name, data }: Message): unknown {
  switch (name) {
    case 'CypherNull':
    case 'CypherBool':
    case 'CypherString': return data.value
    case 'CypherInt': return BigInt(data.value)
    case 'CypherFloat': return Number(String(data.value).replace('+', ''))
    case 'CypherBytes': return Int8Array.from(Buffer.from(data.value.replaceAll(' ', ''), 'hex'))
    case 'CypherList': return data.value.map(fromCypher)
    case 'CypherMap': return mapFromCypher(data.value)
    case 'CypherPoint': return pointFrom(data)
  }
  return temporalFrom(name, data)
}

export function mapFromCypher (map: Record<string, Message> | null | undefined): Record<string, unknown> | undefined {
  return map == null ? undefined : Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fromCypher(value)]))
}

/** Describes a value returned by the driver. */
export function toCypher (value: unknown): Message {
  if (value == null) return simple('CypherNull', null)
  switch (typeof value) {
    case 'boolean': return simple('CypherBool', value)
    case 'bigint': return simple('CypherInt', value)
    case 'number': return simple('CypherFloat', Number.isFinite(value) ? value : floatName(value))
    case 'string': return simple('CypherString', value)
  }
  if (Array.isArray(value)) return simple('CypherList', value.map(toCypher))
  if (value instanceof Int8Array) return simple('CypherBytes', Buffer.from(value).toString('hex').replace(/(..)(?=.)/g, '$1 '))
  return graphToCypher(value) ?? (neo4j.isPoint(value) ? pointToCypher(value) : temporalToCypher(value)) ??
    simple('CypherMap', mapToCypher(value))
}

export function mapToCypher (map: object): Record<string, Message> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, toCypher(value)]))
}

function simple (name: string, value: unknown): Message {
  return { name, data: { value } }
}

function floatName (value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Infinity' : '-Infinity'
}

function graphToCypher (value: object): Message | undefined {
  if (neo4j.isNode(value)) return nodeToCypher(value)
  if (neo4j.isRelationship(value)) return relationshipToCypher(value)
  if (neo4j.isPath(value)) return pathToCypher(value)
  return undefined
}

function nodeToCypher ({ identity, labels, properties, elementId }: Node): Message {
  return {
    name: 'Node',
    data: { id: toCypher(identity), labels: toCypher(labels), props: toCypher(properties), elementId: toCypher(elementId) }
  }
}

function relationshipToCypher (relationship: Relationship): Message {
  const { identity, start, end, type, properties, elementId, startNodeElementId, endNodeElementId } = relationship
  return {
    name: 'Relationship',
    data: {
      id: toCypher(identity),
      startNodeId: toCypher(start),
      endNodeId: toCypher(end),
      type: toCypher(type),
      props: toCypher(properties),
      elementId: toCypher(elementId),
      startNodeElementId: toCypher(startNodeElementId),
      endNodeElementId: toCypher(endNodeElementId)
    }
  }
}

function pathToCypher ({ start, segments }: Path): Message {
  return {
    name: 'Path',
    data: {
      nodes: toCypher([start, ...segments.map(segment => segment.end)]),
      relationships: toCypher(segments.map(segment => segment.relationship))
    }
  }
}
