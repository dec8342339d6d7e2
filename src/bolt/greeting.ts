import type { Logger } from '../log.js'
import { isMap, numberOf } from '../types/metadata.js'
import type { Metadata } from './response-handler.js'
import type { Capabilities } from './versions.js'

/**
 * What a server reports about itself, and its hints for clients, in its response to HELLO: specification pages "Bolt
 * messages" and "Connection hints".
 */
interface Greeting {
  /** The server's product and version, such as `Neo4j/5.26.0`. */
  readonly agent: string | undefined
  /** The server's id for the connection. */
  readonly connectionId: string
  /** Bolt 4.3 and 4.4: whether the server sends date-times as UTC, as requested. */
  readonly utcPatch: boolean
  /** Whether the server collects telemetry about the use of the API. */
  readonly telemetry: boolean
  /** Whether the server routes on behalf of the client. */
  readonly serverSideRouting: boolean
  /** The longest time, in milliseconds, for which the server sends nothing while it processes a request. */
  readonly silence: number | undefined
}

/** The maximum of timers in milliseconds; a longer limit is equivalent to none. */
const LONGEST_SILENCE = 2 ** 31 - 1

/** Fields that do not have their documented type are ignored. */
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
  // An integer that is too large for a number is Infinity if the driver reads integers as numbers.
  if (seconds > 0 && (Number.isInteger(seconds) || seconds === Infinity)) return Math.min(seconds * 1000, LONGEST_SILENCE)
  log.info(`Server located at ${address} supplied an invalid connection receive timeout value (${seconds}). ` +
    'Please, verify the server configuration and status because this can be the symptom of a bigger issue.')
  return undefined
}
