import type { RecordShape } from '../../types/record.js'

/** A query that a server has received, and its outcome. */
export interface ReceivedQuery {
  readonly text: string
  /** The parameters as a driver returns values: numbers sent as integers are `Integer`. */
  readonly parameters: RecordShape<string>
  /** The name of the database; the server's home database if the query named none. */
  readonly database: string
  readonly mode: 'READ' | 'WRITE'
  /** The authenticated user; undefined for logins without a user name. */
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
  readonly bookmarks: readonly string[]
  /** The metadata of the transaction. */
  readonly metadata: RecordShape<string>
  /** The timeout of the transaction in milliseconds; undefined for the server's default. */
  readonly timeout: number | undefined
  /** The number, from 1, of its explicit transaction or transaction function; each retry has a new number. */
  readonly transaction: number | undefined
  /** Whether its changes are committed: its transaction was committed, or it was an auto-commit query that succeeded. */
  committed: boolean
}

/** The common properties of all queries of one transaction. */
export type TransactionSettings = Omit<ReceivedQuery, 'text' | 'parameters' | 'committed'>

/** Reads the transaction settings of BEGIN, or of RUN outside a transaction. */
export function settingsFrom (extra: RecordShape<string>, user: string | undefined, homeDatabase: string, transaction: number | undefined): TransactionSettings {
  return {
    database: extra.db ?? homeDatabase,
    mode: extra.mode === 'r' ? 'READ' : 'WRITE',
    user,
    impersonatedUser: extra.imp_user ?? undefined,
    bookmarks: extra.bookmarks ?? [],
    metadata: extra.tx_metadata ?? {},
    timeout: extra.tx_timeout == null ? undefined : Number(extra.tx_timeout),
    transaction
  }
}
