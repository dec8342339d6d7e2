import type { Logger } from '../log.js'
import { isMap, numberOf } from '../types/metadata.js'
import type { Metadata } from './response-handler.js'
import type { Capabilities } from './versions.js'

/**
 * What a server says of itself, and what it wishes of its clients, in its answer to HELLO: specification pages «Bolt
 * messages» and «Connection hints».
 */
interface Greeting {
  /** Its product and version, as in `Neo4j/5.26.0`. */
  readonly agent: string | undefined
  /** Its own name for the connection. */
  readonly connectionId: string
  /** Bolt 4.3 and 4.4: it sends date-times as UTC, as it was asked to. */
  readonly utcPatch: boolean
  /** It wants to know which parts of the API are used. */
  readonly telemetry: boolean
  /** It routes on the client's behalf. */
  readonly serverSideRouting: boolean
  /** It promises a sign of life at least this often while it works on a request, in milliseconds. */
  readonly silence: number | undefined
}

/** Timers take no more milliseconds than that; a longer limit is as good as none. */
const LONGEST_SILENCE = 2 ** 31 - 1

/** What is not of its documented type is passed over. */
export function readGreeting ({ server, connection_id: id, patch_bolt: patch, hints: given }: Metadata, capabilities: Capabilities, address: string, log: Logger): Greeting {
  const hints: Record<string, unknown> = isMap(given) ? given : {}
  return {
    agent: typeof server === 'string' ? server : undefined,
    connectionId: typeof id === 'string' ? id : '',
    utcPatch: Array.isArray(patch) && patch.includes('utc'),
    telemetry: capabilities.telemetry && hints['telemetry.enabled'] === true,
    serverSideRouting: hints['ssr.enabled'] === true,
    silence: readSilence(hints['connection.recv_timeout_seconds'], address, log)
  }
}

function readSilence (hint: unknown, address: string, log: Logger): number | undefined {
  if (hint == null) return undefined
  const seconds = numberOf(hint) ?? NaN
  // What a number can't hold exactly comes as Infinity if the driver reads integers as numbers.
  if (seconds > 0 && (Number.isInteger(seconds) || seconds === Infinity)) return Math.min(seconds * 1000, LONGEST_SILENCE)
  log.info(`Server located at ${address} supplied an invalid connection receive timeout value (${seconds}). ` +
    'Please, verify the server configuration and status because this can be the symptom of a bigger issue.')
  return undefined
}
