import { randomBytes } from 'node:crypto'
import neo4j, { type AuthToken, type AuthTokenManager, type Config, type Driver, type Record } from '../../src/index.js'
import { type LiveServer } from './live-server.js'

/** A driver that lives as long as the tests of the enclosing `describe`. */
export interface DriverUse {
  readonly driver: Driver
  /** Runs one auto-commit query in a session of its own; all records. */
  run (query: string, parameters?: object): Promise<Record[]>
  /** The only value of the only record. */
  value (query: string, parameters?: object): Promise<any>
}

export function credentials (server: LiveServer): AuthToken {
  return neo4j.auth.basic(server.username, server.password)
}

export function useDriver (server: LiveServer, config?: Config): DriverUse {
  let driver: Driver
  beforeAll(() => {
    driver = neo4j.driver(server.uri, credentials(server), config)
  })
  afterAll(() => driver?.close())

  const run = async (query: string, parameters?: object): Promise<Record[]> => {
    const session = driver.session()
    try {
      return (await session.run(query, parameters)).records
    } finally {
      await session.close()
    }
  }
  return {
    get driver () { return driver },
    run,
    value: async (query, parameters) => (await run(query, parameters))[0].get(0)
  }
}

/** Runs `work` with a driver of its own and closes it, whatever happens. */
export async function withDriver<T> (uri: string, token: AuthToken | AuthTokenManager | undefined, config: Config, work: (driver: Driver) => Promise<T>): Promise<T> {
  const driver = neo4j.driver(uri, token as AuthToken, config)
  try {
    return await work(driver)
  } finally {
    await driver.close()
  }
}

/** A label of its own; its nodes are removed after each test of the enclosing `describe`. */
export function useLabel (use: DriverUse): string {
  const label = `Live${randomBytes(6).toString('hex')}`
  afterEach(async () => {
    await use.run(`MATCH (n:${label}) DETACH DELETE n`)
  })
  return label
}

/** The error that `promise` rejects with; fails when it does not. */
export async function rejection (promise: PromiseLike<unknown>): Promise<any> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected a rejection, but the promise was fulfilled')
}
