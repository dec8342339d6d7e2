import type { Json, JsonMap } from './tagged-values.js'

/** An error as a recording has it: the details of a {@link Failure} with its code and message. */
export interface RecordedFailure extends JsonMap {
  code: string
  message: string
}

/** A query and all that was answered. */
export interface RecordedQuery {
  query: string
  parameters: JsonMap
  /** undefined for the home database, where the server does not tell its name. */
  database?: string
  mode: 'READ' | 'WRITE'
  /** The number of its transaction in the recording. */
  transaction?: number
  keys?: string[]
  records?: Json[][]
  /** More than the keys, of the answer to RUN. */
  start?: JsonMap
  /** Of the last SUCCESS. */
  summary?: JsonMap
  failure?: RecordedFailure
  /** The client has not read to the end. */
  partial?: boolean
}

/** How a transaction was begun in vain, or how it ended. */
export interface RecordedTransaction {
  transaction: number
  event: 'begin' | 'commit' | 'rollback'
  database?: string
  bookmark?: string
  failure?: RecordedFailure
}

export type Exchange = RecordedQuery | RecordedTransaction

/** A conversation with a server, whichever drivers took part in it. */
export interface Recording {
  /** The server's product and version. */
  server: string
  /** The newest version of Bolt that was spoken. */
  bolt: string
  homeDatabase: string
  exchanges: Exchange[]
}

/** Changes whenever older recordings can't be read any more. */
const FORMAT = 'neobolt recording 1'

/** The text of a file: one line for each record and each part of a query, to be read and compared by people. */
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
    throw new Error(`The file ${file} is not a recording of this version: its format is not '${FORMAT}'. Record it anew.`)
  }
  return json
}

export function isQuery (exchange: Exchange): exchange is RecordedQuery {
  return 'query' in exchange
}
