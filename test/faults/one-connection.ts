import type { Driver } from '../../src/driver/driver.js'
import type { Config } from '../../src/driver/options.js'
import type { LogLevel } from '../../src/log.js'
import { LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { type LabDriver, labDriver } from './lab.js'
import { ModelServer } from './model-server.js'

/** A driver of one connection, with what its log says: whoever keeps that connection is in the way of all others. */
export class OneConnection {
  readonly log: Array<[LogLevel, string]> = []
  readonly server: ModelServer
  readonly lab: LabDriver

  private constructor (server: ModelServer, config: Config) {
    this.server = server
    this.lab = labDriver(server.uri, {
      ...LONG_TIMEOUTS,
      maxConnectionPoolSize: 1,
      fetchSize: 2,
      logging: { level: 'info', logger: (level, message) => { this.log.push([level, message]) } },
      ...config
    })
  }

  static async start (config: Config = {}): Promise<OneConnection> {
    return new OneConnection(await ModelServer.listen(), config)
  }

  get driver (): Driver {
    return this.lab.driver
  }

  async close (): Promise<void> {
    await this.lab.driver.close()
    await this.server.close()
  }
}
