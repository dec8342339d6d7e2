import type { Logger } from '../log.js'
import { isMap, numberOf } from '../types/metadata.js'
import type { Metadata } from './response-handler.js'
import type { Capabilities } from './versions.js'

/** What the server wishes of its clients: specification page «Connection hints». */
export interface Hints {
  /** It wants to know which parts of the API are used. */
  readonly telemetry: boolean
  /** It routes on the client's behalf. */
  readonly serverSideRouting: boolean
  /** It promises a sign of life at least this often while it works on a request, in milliseconds. */
  readonly silence: number | undefined
}

/** Timers take no more milliseconds than that; a longer limit is as good as none. */
const LONGEST_SILENCE = 2 ** 31 - 1

/** Hints that are not of their documented type are passed over. */
export function readHints (metadata: Metadata, capabilities: Capabilities, address: string, log: Logger): Hints {
  const hints: Record<string, unknown> = isMap(metadata.hints) ? metadata.hints : {}
  return {
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
