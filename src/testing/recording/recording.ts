import type { Json, JsonMap } from './tagged-values.js'

/** A recorded error: the details of a {@link Failure} with its code and message. */
export interface RecordedFailure extends JsonMap {
  code: string
  message: string
}

/** A query and its responses. */
export interface RecordedQuery {
  query: string
  parameters: JsonMap
  /** undefined for the home database, if the server does not report its name. */
  database?: string
  mode: 'READ' | 'WRITE'
  /** The number of its transaction in the recording. */
  transaction?: number
  keys?: string[]
  records?: Json[][]
  /** The metadata of the response to RUN, without the keys. */
  start?: JsonMap
  /** The metadata of the last SUCCESS. */
  summary?: JsonMap
  failure?: RecordedFailure
  /** Whether the client has not read the result to its end. */
  partial?: boolean
}

/** A transaction that failed to begin, or the end of a transaction. */
export interface RecordedTransaction {
  transaction: number
  event: 'begin' | 'commit' | 'rollback'
  database?: string
  bookmark?: string
  failure?: RecordedFailure
}

export type Exchange = RecordedQuery | RecordedTransaction

/** A recorded conversation with a server, of one or more drivers. */
export interface Recording {
  /** The server's product and version. */
  server: string
  /** The newest Bolt version that was used. */
  bolt: string
  homeDatabase: string
  exchanges: Exchange[]
}

/** Changes whenever older recordings become unreadable. */
const FORMAT = 'neobolt recording 1'

/** The text of a file, with one line per record and part of a query, so that people can read and compare it. */
export function formatRecording ({ exchanges, ...head }: Recording): string {
  const lines = Object.entries({ format: FORMAT, ...head }).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`)
  return `{\n${lines.join('\n')}\n  "exchanges": [${exchanges.map(formatExchange).join(',')}]\n}\n`
}

function formatExchange (exchange: Exchange): string {
  const entries = Object.entries(exchange).filter(([, value]) => value !== undefined)
  return ` {\n${entries.map(([key, value]) => `    ${JSON.stringify(key)}: ${key === 'records' ? formatRows(value as Json[][]) : JSON.stringify(value)}`).join(',\n')}\n  }`
}

function formatRows (rows: Json[][]): string {
  return rows.length === 0 ? '[]' : `[\n${rows.map(row => `      ${JSON.stringify(row)}`).join(',\n')}\n    ]`
}

/** @throws Error that says what is wrong with the file */
export function parseRecording (text: string, file: string): Recording {
  let json: Recording & { format?: unknown }
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`The recording ${file} is not JSON: ${(error as Error).message}`)
  }
  if (json?.format !== FORMAT || !Array.isArray(json.exchanges)) {
    throw new Error(`The file ${file} is not a recording of this version: its format is not '${FORMAT}'. Record it again.`)
  }
  return json
}

export function isQuery (exchange: Exchange): exchange is RecordedQuery {
  return 'query' in exchange
}
