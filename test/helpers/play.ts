import { Driver } from '../../src/driver/driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import type { Config } from '../../src/driver/options.js'
import type { AuthToken } from '../../src/types/auth-token.js'
import type { AuthTokenManager } from '../../src/auth/token-manager.js'
import { systemLookup } from '../../src/net/resolve.js'
import { BoltServer, type Responder, type Script, type ScriptPerConnection, type ServerOptions } from '../../src/testing/script/index.js'
import { AcceleratedClock, LONG_TIMEOUTS } from './accelerated-clock.js'

/** `neo4j.driver` with a clock on which seconds of waiting between retries pass in milliseconds. */
export const connectAccelerated = driverFunction(Driver, { clock: new AcceleratedClock(100), lookup: systemLookup })

export interface PlayOptions<D = Driver> extends ServerOptions {
  config?: Config
  auth?: AuthToken | AuthTokenManager
  /** Makes the driver, if it is not the usual one. */
  connect?: (uri: string) => D
}

type AnyScript = Script | Responder | ScriptPerConnection
type Work<D> = (driver: D, server: BoltServer) => Promise<void>

/** Has a driver work against a scripted server. The script must have been played to its end then. */
export async function play<D extends Pick<Driver, 'close'> = Driver> (script: AnyScript, work: Work<D>, options?: PlayOptions<D>): Promise<BoltServer> {
  return await withServer(script, async (driver, server) => {
    await work(driver, server)
    await server.assertDone()
  }, options)
}

/** The same, for work that says itself how much of the script must have been played. */
export async function withServer<D extends Pick<Driver, 'close'> = Driver> (script: AnyScript, work: Work<D>, options: PlayOptions<D> = {}): Promise<BoltServer> {
  const server = await BoltServer.start(script, options)
  const connect = options.connect ?? (uri => connectWith(uri, options) as unknown as D)
  const driver = connect(server.uri)
  try {
    await work(driver, server)
  } finally {
    await driver.close()
    await server.close()
  }
  return server
}

function connectWith (uri: string, { auth, config }: PlayOptions<unknown>): Driver {
  return connectAccelerated(uri, auth, { ...LONG_TIMEOUTS, maxTransactionRetryTime: 1000_000, ...config })
}

/** The names of the requests that came on a connection. */
export function namesOn (server: BoltServer, connection = 0): string[] {
  return server.received[connection].map(({ name }) => name)
}
