import type { Config } from './options.js'
import { driver } from './factory.js'

/** Whether a server answers at the URL. @returns true @throws Neo4jError if it does not. */
export async function hasReachableServer (url: string, config?: Pick<Config, 'logging'>): Promise<true> {
  const nonLoggingDriver = driver(url, { scheme: 'none', principal: '', credentials: '' }, config)
  try {
    await nonLoggingDriver.getNegotiatedProtocolVersion()
    return true
  } finally {
    await nonLoggingDriver.close()
  }
}
