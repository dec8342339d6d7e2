import { isSecurityError } from '../error-codes.js'
import { isNeo4jError } from '../error.js'
import { Driver } from './driver.js'
import { driverFunction } from './factory.js'
import type { Config } from './options.js'

/** Whether a server answers at the URL. @returns true @throws Neo4jError if it does not. */
export async function hasReachableServer (url: string, config?: Pick<Config, 'logging'>): Promise<true> {
  const driver = driverFunction(Driver)(url, { scheme: 'none', principal: '', credentials: '' }, config)
  try {
    await driver.getNegotiatedProtocolVersion()
    return true
  } catch (error) {
    // The call does not log in: a server that refuses it is reachable.
    if (isNeo4jError(error) && isSecurityError(error)) return true
    throw error
  } finally {
    await driver.close()
  }
}
