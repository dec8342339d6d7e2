import { isAnswer } from '../error-origin.js'
import { Driver } from './driver.js'
import { driverFunction } from './factory.js'
import type { Config } from './options.js'

/**
 * Checks whether a server responds at the URL, without credentials.
 * @param url as for `neo4j.driver()`
 * @param config only `logging`
 * @returns true
 * @throws Neo4jError if no server responds
 */
export async function hasReachableServer (url: string, config?: Pick<Config, 'logging'>): Promise<true> {
  const driver = driverFunction(Driver)(url, { scheme: 'none', principal: '', credentials: '' }, config)
  try {
    await driver.getNegotiatedProtocolVersion()
    return true
  } catch (error) {
    // The call has no credentials: a server that rejects it, or that does not route, is reachable.
    if (hasAnswer(error)) return true
    throw error
  } finally {
    await driver.close()
  }
}

/** Whether a server has responded, or one of the routers that were asked. */
function hasAnswer (error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return isAnswer(error) || (error.cause instanceof AggregateError && error.cause.errors.some(hasAnswer))
}
