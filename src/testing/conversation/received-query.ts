import type { RecordShape } from '../../types/record.js'

/** A query that a server was asked, and what became of it. */
export interface ReceivedQuery {
  readonly text: string
  /** As a driver returns them: numbers that were sent as integers are `Integer`. */
  readonly parameters: RecordShape<string>
  /** The home database of the server if none was named. */
  readonly database: string
  readonly mode: 'READ' | 'WRITE'
  /** Who has logged in; undefined for logins without a name. */
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
  readonly bookmarks: readonly string[]
  /** Of the transaction. */
  readonly metadata: RecordShape<string>
  /** Of the transaction, in milliseconds; undefined for the server's default. */
  readonly timeout: number | undefined
  /** The number of the explicit transaction or transaction function that it ran in, from 1; each retry has one of its own. */
  readonly transaction: number | undefined
  /** Whether what it did is in the database: its transaction was committed, or it was one by itself and has succeeded. */
  committed: boolean
}

/** What the queries of one transaction have in common. */
export type TransactionSettings = Omit<ReceivedQuery, 'text' | 'parameters' | 'committed'>

/** Reads what BEGIN, and RUN outside of transactions, say about their transaction. */
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
