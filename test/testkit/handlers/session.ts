import type { ManagedTransaction, Session } from 'neobolt'
import type { Context, Handlers } from '../context.js'
import { mapFromCypher } from '../cypher.js'
import { FrontendError } from '../errors.js'
import type { Message } from '../protocol.js'
import { transactionConfig } from './driver.js'
import { resultResponse } from './results.js'

export const sessionHandlers: Handlers = {
  SessionClose: async ({ sessionId }, context) => {
    await context.get<Session>(sessionId).close()
    return { name: 'Session', data: { id: sessionId } }
  },

  SessionRun: async (data, context) => {
    const session = context.get<Session>(data.sessionId)
    return await resultResponse(session.run(data.cypher, mapFromCypher(data.params), transactionConfig(data)), context)
  },

  SessionBeginTransaction: async (data, context) => {
    const transaction = await context.get<Session>(data.sessionId).beginTransaction(transactionConfig(data))
    return { name: 'Transaction', data: { id: context.add(transaction) } }
  },

  SessionReadTransaction: async (data, context) => await execute('executeRead', data, context),

  SessionWriteTransaction: async (data, context) => await execute('executeWrite', data, context),

  RetryablePositive: ({ sessionId }, context) => {
    context.attempts.get(sessionId)?.resolve()
    return undefined
  },

  RetryableNegative: ({ sessionId, errorId }, context) => {
    context.attempts.get(sessionId)?.reject(errorId === '' ? new FrontendError() : context.get(errorId))
    return undefined
  },

  SessionLastBookmarks: ({ sessionId }, context) => ({
    name: 'Bookmarks',
    data: { bookmarks: context.get<Session>(sessionId).lastBookmarks() }
  })
}

/** Reports each attempt to the suite, which does the work and then reports its result. */
async function execute (method: 'executeRead' | 'executeWrite', data: any, context: Context): Promise<Message> {
  const work = async (tx: ManagedTransaction): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      context.attempts.set(data.sessionId, { resolve, reject })
      context.frontend.respond({ name: 'RetryableTry', data: { id: context.add(tx) } })
    })
  }
  await context.get<Session>(data.sessionId)[method](work, transactionConfig(data))
  return { name: 'RetryableDone', data: {} }
}
