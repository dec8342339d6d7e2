import type { Attributes } from '@opentelemetry/api'
import { stringify } from '../json.js'
import { shorten, textOf } from '../text.js'
import type { QueryTrace, TracedWork } from '../tracing/payloads.js'

// Attribute names of OpenTelemetry's semantic conventions for databases, as far as they apply.
export const DB_SYSTEM_NAME = 'db.system.name'
export const DB_NAMESPACE = 'db.namespace'
export const DB_QUERY_SUMMARY = 'db.query.summary'
export const DB_QUERY_TEXT = 'db.query.text'
export const DB_QUERY_PARAMETER = 'db.query.parameter.'
export const DB_RESPONSE_STATUS_CODE = 'db.response.status_code'
export const ERROR_TYPE = 'error.type'
export const SERVER_ADDRESS = 'server.address'
export const SERVER_PORT = 'server.port'
export const NETWORK_PEER_ADDRESS = 'network.peer.address'
export const NETWORK_PEER_PORT = 'network.peer.port'
export const POOL_NAME = 'db.client.connection.pool.name'
export const CONNECTION_STATE = 'db.client.connection.state'

/** Longer parameters are shortened: backends reject long attributes, or the spans that have them. */
const LONGEST_PARAMETER = 1000

export type QueryText = 'parameterized' | 'always' | 'never'

/** Which details of a query its span has. */
export interface QueryDetails {
  readonly queryText: QueryText
  readonly parameters: boolean
}

/** The attributes of all operations, set when they begin, so that samplers can use them. */
export function ofOperation ({ database, serverAddress, serverPort, querySummary }: TracedWork & { readonly querySummary: string | undefined }): Attributes {
  return {
    ...(database !== undefined && { [DB_NAMESPACE]: database }),
    ...(querySummary !== undefined && { [DB_QUERY_SUMMARY]: querySummary }),
    [SERVER_ADDRESS]: serverAddress,
    [SERVER_PORT]: serverPort
  }
}

export function ofQuery ({ query, isParameterized, parameters }: QueryTrace, { queryText, parameters: showParameters }: QueryDetails): Attributes {
  const attributes: Attributes = {}
  // A text without parameters probably contains literal values.
  if (queryText === 'always' || (queryText === 'parameterized' && isParameterized)) attributes[DB_QUERY_TEXT] = query
  if (showParameters && parameters !== undefined) {
    for (const [key, value] of Object.entries(parameters)) attributes[DB_QUERY_PARAMETER + key] = asText(value)
  }
  return attributes
}

/** `error.type` is the error's code, or its name if that is more specific; `db.response.status_code` is a code of the server. */
export function ofError (error: unknown): Attributes & { [ERROR_TYPE]: string } {
  const { code, name } = Object(error) as { code?: unknown, name?: unknown }
  if (typeof code === 'string' && code.startsWith('Neo.')) return { [ERROR_TYPE]: code, [DB_RESPONSE_STATUS_CODE]: code }
  const type = typeof code === 'string' && !WITHOUT_MEANING.has(code) ? code : name
  return { [ERROR_TYPE]: typeof type === 'string' && type !== '' ? type : '_OTHER' }
}

/** Codes of errors whose name is more specific, such as `TimeoutError`. */
const WITHOUT_MEANING = new Set(['N/A', 'ABORT_ERR'])

/** Never throws, whatever the program's value is. */
function asText (value: unknown): string {
  if (typeof value !== 'object' || value === null) return textOf(value, LONGEST_PARAMETER)
  try {
    const json = stringify(value, { useCustomToString: true })
    // Integers and temporal values are serialized as strings.
    return shorten(json.startsWith('"') ? JSON.parse(json) as string : json, LONGEST_PARAMETER)
  } catch {
    return 'a value that cannot be shown as JSON'
  }
}
