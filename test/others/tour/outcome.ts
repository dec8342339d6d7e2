import { setTimeout as sleep } from 'node:timers/promises'
import neo4j from '../../../src/index.js'
import type { Place, Step } from './place.js'

const LONGEST_STEP_MS = 8000
export const NO_ANSWER = 'no answer'

/** What comes of a step, in words that do not depend on the driver, the port, and the numbers that the server gives its nodes. */
export async function outcomeOf ({ run }: Step, place: Place): Promise<unknown> {
  const late = new AbortController()
  const work = run(place).then(plain, (error: Error) => failed(error, place))
  const outcome = await Promise.race([work, sleep(LONGEST_STEP_MS, NO_ANSWER, late)])
  late.abort()
  return outcome
}

/** What the step of a server that refuses something is expected to say. */
export function refusal (code: string, says = /./): object {
  return { code, says: expect.stringMatching(says), retriable: false }
}

function failed (error: Error & { code?: string, retriable?: boolean }, { server }: Place): unknown {
  return { code: error.code ?? error.name, says: error.message.replaceAll(new URL(server.uri).host, 'host:port'), retriable: error.retriable }
}

/** Integers as bigint, values of the driver as their class and text, entities without their ids. */
export function plain (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  if (neo4j.isInt(value)) return value.toBigInt()
  if (ArrayBuffer.isView(value)) return { bytes: Array.from(value as Uint8Array) }
  if (neo4j.isNode(value)) return { node: value.labels, properties: plain(value.properties) }
  if (neo4j.isRelationship(value)) return { relationship: value.type, properties: plain(value.properties) }
  if (neo4j.isPath(value)) return { path: [plain(value.start), ...value.segments.flatMap(({ relationship, end }) => [plain(relationship), plain(end)])] }
  const prototype = Object.getPrototypeOf(value) as object
  if (prototype !== Object.prototype) return `${value.constructor.name} ${String(value)}`
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
