import official from 'neo4j-driver'
import neo4j, { type Config, type Driver } from '../../../src/index.js'
import { BoltServer, success } from '../../../src/testing/script/index.js'
import { describeValue } from '../../helpers/outcome.js'
import { bareServer } from './bare-server.js'

const VERSIONS = ['3.0', '4.0', '4.1', '4.2', '4.3', '4.4', '5.0', '5.1', '5.2', '5.3', '5.4', '5.6', '5.7', '5.8', '6.0', '6.1']
/** neo4j-driver does not offer the others. */
const SHARED_VERSIONS = VERSIONS.filter(version => !['4.0', '4.1'].includes(version))

type Open = (uri: string, config?: Config) => Driver
const openOurs: Open = (uri, config) => neo4j.driver(uri, undefined, { maxTransactionRetryTime: 0, ...config })
const openTheirs: Open = (uri, config) => official.driver(uri, undefined, { maxTransactionRetryTime: 0, ...config } as object) as unknown as Driver

interface Setting { version: string, open?: Open, config?: Config, failure?: Record<string, unknown>, routing?: boolean }

async function withBareServer<T> ({ version, open = openOurs, config, failure, routing = false }: Setting, work: (driver: Driver) => Promise<T>): Promise<T> {
  const server = await BoltServer.listen({ version, auto: { HELLO: success(), LOGON: success() } })
  server.play(bareServer({ failure, address: () => server.address }))
  const driver = open(routing ? server.routingUri : server.uri, config)
  try {
    const value = await work(driver)
    expect(server.errors).toEqual([])
    return value
  } finally {
    await driver.close()
    await server.close()
  }
}

const ROWS = 'UNWIND range(1, 25) AS x RETURN x'

async function useEverything (driver: Driver): Promise<unknown[]> {
  const session = driver.session({ fetchSize: 10 })
  const rows = await session.run(ROWS)
  const nothing = await session.run('CREATE (:A)')
  const streamed: unknown[] = []
  for await (const record of session.run(ROWS)) streamed.push(record.get('x'))
  for await (const record of session.run(ROWS)) { streamed.push(record.keys); break }
  const tx = await session.beginTransaction()
  await tx.run('CREATE (:A)')
  streamed.push((await tx.run(ROWS)).records.length)
  await tx.commit()
  const lost = await session.beginTransaction()
  await lost.run('CREATE (:A)')
  await lost.rollback()
  streamed.push(await session.executeRead(async tx => (await tx.run(ROWS)).records.length))
  streamed.push(await session.executeWrite(async tx => (await tx.run('CREATE (:A)')).records.length))
  const failed = await session.run('FAIL').then(() => 'no error', error => error as Error)
  const bookmarks = session.lastBookmarks()
  await session.close()
  const eager = await driver.executeQuery(ROWS)
  return [rows.records, nothing.records, nothing.summary, eager.keys, eager.summary, streamed, failed, bookmarks]
}

const comparable = (value: unknown): string => JSON.stringify(describeValue(value), (_, item: unknown) => typeof item === 'bigint' ? `${item}n` : item).replace(/127\.0\.0\.1:\d+/g, 'host:port')

describe('a server that says no more than it must', () => {
  it.each(VERSIONS)('serves all work: Bolt %s', async version => {
    await withBareServer({ version }, async driver => {
      await driver.verifyConnectivity()
      const info = await driver.getServerInfo()
      expect(info).toMatchObject({ address: expect.stringMatching(/^127/), protocolVersion: expect.objectContaining({ major: Number(version[0]) }) })
      expect(info.agent).toBeUndefined()
      const [rows, nothing, summary, keys, , streamed, failed, bookmarks] = await useEverything(driver)
      expect([rows, nothing, keys, streamed, bookmarks]).toMatchObject([{ length: 25 }, [], ['x'], { length: 29 }, []])
      expect(failed).toMatchObject({ name: 'Neo4jError', code: 'Some.ClientError.Statement.SyntaxError', message: 'no such query' })
      expect(summary).toMatchObject({ database: { name: null }, plan: false, profile: false, notifications: [], gqlStatusObjects: [{ gqlStatus: '00001' }] })
    })
  })

  it.each(SHARED_VERSIONS)('gives what neo4j-driver gives: Bolt %s', async version => {
    const work = async (driver: Driver): Promise<string[]> => (await useEverything(driver)).map(comparable)
    const theirs = await withBareServer({ version, open: openTheirs }, work)
    // From 5.7 on, neo4j-driver looks for the code of a failure under its new name only.
    theirs[6] = theirs[6].replace('"code":"N/A"', '"code":"Some.ClientError.Statement.SyntaxError"')
    expect(await withBareServer({ version }, work)).toEqual(theirs)
  })

  it.each(VERSIONS)('routes: Bolt %s', async version => {
    await withBareServer({ version, routing: true }, async driver => {
      expect((await driver.executeQuery(ROWS)).records).toHaveLength(25)
      const session = driver.session(version === '3.0' ? {} : { database: 'other' })
      expect((await session.run(ROWS)).records).toHaveLength(25)
      await session.close()
    })
  })

  it.each(VERSIONS)('and nothing about a failure, fails with an error all the same: Bolt %s', async version => {
    await withBareServer({ version, failure: {} }, async driver => {
      await expect(driver.session().run('FAIL')).rejects.toMatchObject({ name: 'Neo4jError', message: 'The server sent no message.', code: 'Neo.DatabaseError.General.UnknownError' })
      expect((await driver.session().run(ROWS)).records).toHaveLength(25)
    })
  })

  it.each(VERSIONS.filter(version => version !== '3.0'))('and gives queries no id, never mixes up the records of two results: Bolt %s', async version => {
    await withBareServer({ version }, async driver => {
      const session = driver.session({ fetchSize: 2 })
      const tx = await session.beginTransaction()
      const seen: number[] = []
      const open = (query: string): (() => Promise<boolean>) => {
        const records = tx.run(query)[Symbol.asyncIterator]()
        return async () => {
          const next = await records.next()
          if (next.done !== true) seen.push(next.value.get('x').toNumber())
          return next.done !== true
        }
      }
      const [first, second] = [open('UNWIND range(1, 9) AS x RETURN x'), open('UNWIND range(101, 109) AS x RETURN x')]
      const rest = async (): Promise<void> => { while (await first()); }
      await second()
      await expect(rest()).rejects.toThrow('The server assigned no id to this query')
      expect(seen).toEqual([101, 1, 2])
      await session.close()
    })
  })
})
