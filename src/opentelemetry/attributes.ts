import type { Attributes } from '@opentelemetry/api'
import { stringify } from '../json.js'
import { shorten, textOf } from '../text.js'
import type { QueryTrace, TracedWork } from '../tracing/payloads.js'

/** OpenTelemetry's semantic conventions for databases, as far as they apply: the names of attributes. */
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

/** Longer parameters are cut: backends refuse long attributes, or spans that have them. */
const LONGEST_PARAMETER = 1000

export type QueryText = 'parameterized' | 'always' | 'never'

/** What of a query goes into its span. */
export interface QueryDetails {
  readonly queryText: QueryText
  readonly parameters: boolean
}

/** Of all operations, from their beginning on: samplers may look at them. */
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
  // A text without parameters is likely to hold values.
  if (queryText === 'always' || (queryText === 'parameterized' && isParameterized)) attributes[DB_QUERY_TEXT] = query
  if (showParameters && parameters !== undefined) {
    for (const [key, value] of Object.entries(parameters)) attributes[DB_QUERY_PARAMETER + key] = asText(value)
  }
  return attributes
}

/** `error.type` is the error's code, or its name where that says more; `db.response.status_code` is a code of the server's. */
export function ofError (error: unknown): Attributes & { [ERROR_TYPE]: string } {
  const { code, name } = Object(error) as { code?: unknown, name?: unknown }
  if (typeof code === 'string' && code.startsWith('Neo.')) return { [ERROR_TYPE]: code, [DB_RESPONSE_STATUS_CODE]: code }
  const type = typeof code === 'string' && !WITHOUT_MEANING.has(code) ? code : name
  return { [ERROR_TYPE]: typeof type === 'string' && type !== '' ? type : '_OTHER' }
}

/** Of errors whose name tells more, such as `TimeoutError`. */
const WITHOUT_MEANING = new Set(['N/A', 'ABORT_ERR'])

/** Never throws, whatever the program gave. */
function asText (value: unknown): string {
  if (typeof value !== 'object' || value === null) return textOf(value, LONGEST_PARAMETER)
  try {
    const json = stringify(value, { useCustomToString: true })
    // Integers and temporal values have a text of their own.
    return shorten(json.startsWith('"') ? JSON.parse(json) as string : json, LONGEST_PARAMETER)
  } catch {
    return 'a value that can not be shown as JSON'
  }
}
