/** `failed` after any error: the server has then discarded the transaction. */
export type TransactionState = 'open' | 'committing' | 'rollingBack' | 'committed' | 'rolledBack' | 'failed'

const WHAT_HAPPENED: Readonly<Record<TransactionState, string>> = {
  open: 'not ended',
  failed: 'been rolled back either because of an error or explicit termination',
  committing: 'already been committed',
  committed: 'already been committed',
  rollingBack: 'already been rolled back',
  rolledBack: 'already been rolled back'
}

/** The message of a call that is no longer possible, because the transaction is not open. */
export function refusalOf (what: string, state: TransactionState): string {
  return `Cannot ${what} this transaction, because it has ${WHAT_HAPPENED[state]}.`
}
