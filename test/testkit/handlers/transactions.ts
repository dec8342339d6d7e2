import type { ManagedTransaction, Transaction } from 'neobolt'
import type { Context, Handlers } from '../context.js'
import { mapFromCypher } from '../cypher.js'
import type { Message } from '../protocol.js'
import { resultResponse } from './results.js'

export const transactionHandlers: Handlers = {
  TransactionRun: async ({ txId, cypher, params }, context) =>
    await resultResponse(context.get<ManagedTransaction>(txId).run(cypher, mapFromCypher(params)), context),

  TransactionCommit: async ({ txId }, context) => await end(txId, 'commit', context),

  TransactionRollback: async ({ txId }, context) => await end(txId, 'rollback', context),

  TransactionClose: async ({ txId }, context) => await end(txId, 'close', context)
}

async function end (id: number, method: 'commit' | 'rollback' | 'close', context: Context): Promise<Message> {
  await context.get<Transaction>(id)[method]()
  return { name: 'Transaction', data: { id } }
}
