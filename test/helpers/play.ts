import { Driver } from '../../src/driver/driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import type { Config } from '../../src/driver/options.js'
import type { AuthToken } from '../../src/types/auth-token.js'
import type { AuthTokenManager } from '../../src/auth/token-manager.js'
import { systemLookup } from '../../src/net/resolve.js'
import { BoltServer, type Responder, type Script, type ScriptPerConnection, type ServerOptions } from '../../src/testing/index.js'
import { hastyClock, PATIENCE } from './hasty-clock.js'

/** Seconds of waiting between retries pass in milliseconds. */
const connect = driverFunction(Driver, { clock: hastyClock(100), lookup: systemLookup })

export interface PlayOptions extends ServerOptions {
  config?: Config
  auth?: AuthToken | AuthTokenManager
}

/** Has a driver work against a scripted server. The script must have been played to its end then. */
export async function play (
  script: Script | Responder | ScriptPerConnection, work: (driver: Driver, server: BoltServer) => Promise<void>, options: PlayOptions = {}
): Promise<BoltServer> {
  const server = await BoltServer.start(script, options)
  const driver = connect(server.uri, options.auth, { ...PATIENCE, ...options.config })
  try {
    await work(driver, server)
    await server.assertDone()
  } finally {
    await driver.close()
    await server.close()
  }
  return server
}

/** The names of the requests that came on a connection. */
export function namesOn (server: BoltServer, connection = 0): string[] {
  return server.received[connection].map(({ name }) => name)
}
