import type { Config, Driver, ServerInfo } from 'neobolt'
import type { Chapter } from './place.js'

/** «Connect»: make a driver, try it, ask which server answers, close it. */
export const connect: Chapter = async (neo4j, { uri, user, password }) => {
  const lines: string[] = []
  const config: Config = {
    maxConnectionPoolSize: 2,
    connectionAcquisitionTimeout: 10_000,
    maxTransactionRetryTime: 5_000,
    userAgent: 'manual/1.0',
    logging: { level: 'info', logger: (level, message) => { lines.push(`${level} ${message}`) } }
  }
  const driver: Driver = neo4j.driver(uri, neo4j.auth.basic(user, password), config)
  const info: ServerInfo = await driver.getServerInfo()
  await driver.verifyConnectivity({ database: 'neo4j' })
  const facts = {
    address: info.address,
    agent: info.agent,
    encrypted: driver.isEncrypted(),
    multiDb: await driver.supportsMultiDb(),
    reachable: await neo4j.hasReachableServer(uri)
  }
  await driver.close()

  const stranger = neo4j.driver(uri, neo4j.auth.basic(user, 'not the password'))
  let refusal = ''
  try {
    await stranger.verifyConnectivity()
  } catch (error) {
    if (error instanceof neo4j.Neo4jError) refusal = error.code
  } finally {
    await stranger.close()
  }
  return { facts, refusal }
}
