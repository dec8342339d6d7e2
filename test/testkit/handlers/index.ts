import type { Handlers } from '../context.js'
import { authHandlers } from './auth.js'
import { bookmarkHandlers } from './bookmarks.js'
import { checkHandlers } from './checks.js'
import { driverHandlers } from './driver.js'
import { resultHandlers } from './results.js'
import { routingHandlers } from './routing.js'
import { sessionHandlers } from './session.js'
import { testHandlers } from './tests.js'
import { timeHandlers } from './time.js'
import { transactionHandlers } from './transactions.js'

/** The handler of each request, by name. */
export const handlers: Handlers = {
  ...authHandlers,
  ...bookmarkHandlers,
  ...checkHandlers,
  ...driverHandlers,
  ...resultHandlers,
  ...routingHandlers,
  ...sessionHandlers,
  ...testHandlers,
  ...timeHandlers,
  ...transactionHandlers
}
