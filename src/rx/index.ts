export { RxManagedTransaction } from './managed-transaction.js'
export { RxResult } from './result.js'
export { RxSession } from './session.js'
export { RxTransaction } from './transaction.js'
