import type neo4j from '../../../src/index.js'
import type { AuthToken, Config, Driver, Record, Session, SessionConfig } from '../../../src/index.js'
import type { OtherServer } from '../servers/other-server.js'

export const CONFIG: Config = { connectionTimeout: 1500, connectionAcquisitionTimeout: 3000, maxTransactionRetryTime: 10_000 }

/** Where the tour goes: one server, seen through one of the two drivers. */
export class Place {
  readonly neo4j: typeof neo4j
  readonly server: OtherServer
  /** One driver for the whole tour. */
  readonly driver: Driver

  constructor (driverPackage: typeof neo4j, server: OtherServer) {
    this.neo4j = driverPackage
    this.server = server
    this.driver = this.open()
  }

  get token (): AuthToken {
    return this.neo4j.auth.basic(this.server.username, this.server.password)
  }

  get wrongToken (): AuthToken {
    return this.neo4j.auth.basic(this.server.username, 'not the password')
  }

  open (token: AuthToken = this.token, scheme = 'bolt'): Driver {
    return this.neo4j.driver(this.server.uri.replace('bolt', scheme), token, CONFIG)
  }

  session (config: SessionConfig = {}): Session {
    return this.driver.session({ database: this.server.database, ...config })
  }

  async with<T> (driver: Driver, work: (driver: Driver) => Promise<T>): Promise<T> {
    try {
      return await work(driver)
    } finally {
      await driver.close()
    }
  }

  /** The records of one auto-commit query. */
  async run (query: string, parameters?: object, config?: SessionConfig): Promise<Record[]> {
    const session = this.session(config)
    try {
      return (await session.run(query, parameters)).records
    } finally {
      await session.close()
    }
  }

  /** The only value of the only record. */
  async value (query: string, parameters?: object, config?: SessionConfig): Promise<unknown> {
    const [record] = await this.run(query, parameters, config)
    return record.get(0) as unknown
  }
}

/** One thing that a user does, and what is to come of it, as {@link outcomeOf} says it. */
export interface Step {
  readonly name: string
  readonly run: (place: Place) => Promise<unknown>
  readonly expected: unknown
}
