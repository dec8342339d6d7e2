import neo4j, { type Driver } from '../../src/index.js'
import { fakeNeo4j, type FakeNeo4j } from '../../src/testing.js'
import { connectToServer } from './raw-client.js'

const closing: FakeNeo4j[] = []

async function start (options?: Parameters<typeof fakeNeo4j>[0]): Promise<FakeNeo4j> {
  const server = await fakeNeo4j(options)
  server.on(/^RETURN/, { records: [{ n: 1 }] })
  closing.push(server)
  return server
}

afterEach(async () => {
  jest.useRealTimers()
  await Promise.all(closing.splice(0).map(server => server.close()))
})

const ask = async (driver: Driver): Promise<number> => (await driver.executeQuery('RETURN 1')).records[0].get('n').toNumber()

describe('the fake server', () => {
  it('works while timers are replaced; after() waits for them', async () => {
    jest.useFakeTimers()
    const server = await start()
    const driver = server.driver()
    expect(await ask(driver)).toBe(1)
    await expect(driver.executeQuery('UNKNOWN')).rejects.toThrow('Unexpected query')
    let isOver = false
    server.on('SLOW').after(60_000)
    const slow = driver.executeQuery('SLOW').then(() => { isOver = true })
    while (server.queries.length < 3) await ask(driver)
    expect(isOver).toBe(false)
    while (!isOver) {
      await jest.advanceTimersByTimeAsync(30_000)
      await ask(driver)
    }
    await slow
    await server.close()
  })

  it('serves two drivers, and fifty servers do side by side', async () => {
    const servers = await Promise.all(Array.from({ length: 50 }, () => start()))
    expect(new Set(servers.map(({ uri }) => uri)).size).toBe(50)
    const answers = await Promise.all(servers.flatMap(server => [ask(server.driver()), ask(server.driver())]))
    expect(answers).toEqual(Array(100).fill(1))
    for (const server of servers) expect(server.queries.length).toBe(2)
  })

  it('answers a thousand queries', async () => {
    const server = await start()
    const session = server.driver().session()
    for (let i = 0; i < 1000; i++) await session.run('RETURN 1')
    expect(server.queries.length).toBe(1000)
  })

  it('closes though sessions, transactions and results are open, and more than once', async () => {
    const server = await start()
    server.on('ROWS', { records: Array.from({ length: 5000 }, (_, n) => ({ n })) })
    const foreign = neo4j.driver(server.uri)
    const tx = await foreign.session().beginTransaction()
    await tx.run('RETURN 1')
    server.driver().session().run('ROWS')
    const iterator = foreign.session({ fetchSize: 10 }).run('ROWS')[Symbol.asyncIterator]()
    await iterator.next()
    await server.close()
    await server.close()
    await expect(tx.commit()).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    expect(server.queries[0].committed).toBe(false)
    await foreign.close()
  })

  it('leaves nothing open', async () => {
    const count = (): number => process.getActiveResourcesInfo().filter(kind => /^TCP|Timeout/.test(kind)).length
    const before = count()
    const server = await start()
    server.on('SLOW').after(1_000_000)
    const driver = server.driver()
    await ask(driver)
    const slow = driver.executeQuery('SLOW').catch(() => {})
    while (server.queries.length < 2) await new Promise(setImmediate)
    await server.close()
    await slow
    for (let i = 0; i < 100 && count() > before; i++) await new Promise(resolve => { setTimeout(resolve, 10) })
    expect(count()).toBeLessThanOrEqual(before)
  })
})

describe('the fake server and a client that does not keep to the protocol', () => {
  it.each([
    [['COMMIT'], 'COMMIT came without a transaction.'],
    [['ROLLBACK'], 'ROLLBACK came without a transaction.'],
    [['PULL'], 'PULL came for a query that is not open.'],
    [['BEGIN', 'BEGIN'], 'BEGIN came while a transaction or a result is open.'],
    [['RUN', 'RUN'], 'RUN came before the result of the last query was read to its end.'],
    [['RUN', 'BEGIN'], 'BEGIN came while a transaction or a result is open.'],
    [['0x33'], 'There is no request 0x33 in this version of Bolt.']
  ])('says what came in the wrong order: %j', async (requests, message) => {
    const server = await start({ bolt: '5.0' })
    const client = await connectToServer(server)
    for (const name of requests) client.send(name)
    client.send('TELEMETRY')
    client.send('RESET')
    client.send('RUN')
    client.send('PULL')
    const answers = await client.answers(requests.length + 4 + 1)
    expect(answers.find(({ name }) => name === 'FAILURE')?.metadata.message).toBe(message)
    expect(answers.slice(requests.length).map(({ name }) => name)).toEqual(['IGNORED', 'SUCCESS', 'SUCCESS', 'RECORD', 'SUCCESS'])
    client.close()
  })

  it('asks for a login first', async () => {
    const server = await start({ bolt: '5.8' })
    const client = await connectToServer(server, false)
    client.send('RUN')
    expect(await client.answers(1)).toMatchObject([{ name: 'FAILURE', metadata: { message: 'RUN came before a login.' } }])
    client.close()
  })
})
