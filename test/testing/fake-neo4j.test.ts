import official from 'neo4j-driver'
import neo4j from '../../src/index.js'
import { SPOKEN_VERSIONS } from '../../src/bolt/versions.js'
import { failure, type FakeNeo4j, fakeNeo4j, type FakeNeo4jOptions, float, node, path, point, record, relationship } from '../../src/testing.js'

type Driver = ReturnType<FakeNeo4j['driver']>
const drivers: Array<[name: string, open: (server: FakeNeo4j, config?: object) => Driver]> = [
  ['neobolt', (server, config) => server.driver(config)],
  ['neo4j-driver', (server, config) => {
    const driver = official.driver(server.uri, undefined, config) as unknown as Driver
    opened.push(driver)
    return driver
  }]
]
const opened: Driver[] = []
let servers: FakeNeo4j[] = []

async function start (options?: FakeNeo4jOptions): Promise<FakeNeo4j> {
  const server = await fakeNeo4j(options)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map(driver => driver.close()))
  await Promise.all(servers.map(server => server.close()))
  servers = []
})

describe.each(drivers)('%s and the fake server', (name, open) => {
  it('exchange values of all types', async () => {
    const server = await start()
    const [ada, bob] = [node('Person', { name: 'Ada', born: 1815 }), node('Person')]
    const knows = relationship(ada, 'KNOWS', bob, { weight: 0.5 })
    server.on('RETURN everything', {
      records: [{
        int: 1, big: 2n ** 60n, float: 1.5, wholeFloat: float(2), text: 'x', yes: true, none: null, list: [1, 'a', [null]], map: { a: { b: 1 } }, bytes: Uint8Array.of(1, 255),
        ada, knows, walk: path(bob, knows, ada), point: point({ x: 1, y: 2 }), date: new neo4j.types.Date(2020, 1, 2), duration: new neo4j.types.Duration(1, 2, 3, 4),
        dateTime: neo4j.types.DateTime.fromString('2020-01-02T03:04:05.000000006+01:00[Europe/Berlin]')
      }]
    })
    const { records: [row] } = await open(server).executeQuery('RETURN everything')
    const values: any = row.toObject()
    expect({ ...values, ada: undefined, knows: undefined, walk: undefined, point: undefined, date: undefined, duration: undefined, dateTime: undefined }).toMatchObject({
      float: 1.5, wholeFloat: 2, text: 'x', yes: true, none: null, bytes: Int8Array.of(1, -1)
    })
    expect([values.int, values.big, values.list[0], values.map.a.b, values.ada.properties.born].map(String)).toEqual(['1', String(2n ** 60n), '1', '1', '1815'])
    expect(values.ada).toMatchObject({ labels: ['Person'], elementId: ada.elementId })
    expect(values.knows).toMatchObject({ startNodeElementId: ada.elementId, endNodeElementId: bob.elementId, properties: { weight: 0.5 } })
    expect(values.walk.segments[0].relationship.elementId).toBe(knows.elementId)
    expect(values.walk.end.elementId).toBe(ada.elementId)
    expect([values.point, values.date, values.duration, values.dateTime].map(String)).toEqual([
      'Point{srid=7203, x=1.0, y=2.0}', '2020-01-02', 'P1M2DT3.000000004S', '2020-01-02T03:04:05.000000006+01:00[Europe/Berlin]'
    ])
    server.assertDone()
  })

  it('tell what was asked', async () => {
    const server = await start({ database: 'home' })
    server.on(/./)
    const driver = open(server)
    const session = driver.session({ database: 'films', defaultAccessMode: 'READ', bookmarks: ['b1'] })
    await session.run('RETURN $x', { x: 1.5, n: neo4j.int(3), when: new neo4j.types.Date(1, 2, 3) }, { metadata: { app: 'test' }, timeout: 1234 })
    await session.executeWrite(async tx => { await tx.run('A'); await tx.run('B') })
    const tx = await driver.session().beginTransaction()
    await tx.run('C')
    await tx.rollback()
    expect(server.queries).toMatchObject([
      { text: 'RETURN $x', database: 'films', mode: 'READ', bookmarks: ['b1'], metadata: { app: 'test' }, timeout: 1234, transaction: undefined, committed: true },
      { text: 'A', database: 'films', mode: 'WRITE', transaction: 1, committed: true },
      { text: 'B', transaction: 1, committed: true, bookmarks: ['bookmark:1'] },
      { text: 'C', database: 'home', transaction: 2, committed: false, bookmarks: [] }
    ])
    const { parameters } = server.queries[0]
    expect([parameters.x, parameters.n.toNumber(), String(parameters.when)]).toEqual([1.5, 3, '0001-02-03'])
    expect(session.lastBookmarks()).toEqual(['bookmark:2'])
  })

  it('answer by text, pattern, function; later answers win; once and some times', async () => {
    const server = await start()
    const driver = open(server)
    const ask = async (text: string, parameters?: object) => (await driver.executeQuery(text, parameters)).records.map(row => String(row.get('x')))
    server.on('MATCH (p:Person {name: $name}) RETURN p', { records: [{ x: 'text' }] })
    expect(await ask(' MATCH (p:Person { name:$name })\n  RETURN  p ')).toEqual(['text'])
    server.on(/person/gi, { records: [{ x: 'pattern' }] }).once()
    expect(await ask('MATCH (p:Person {name: $name}) RETURN p')).toEqual(['pattern'])
    expect(await ask('MATCH (p:Person {name: $name}) RETURN p')).toEqual(['text'])
    server.on((text, { n }) => text === 'N' && Number(n) > 5, async ({ parameters }) => ({ records: [{ x: parameters.n * 2 }] })).times(2)
    server.on('N', { keys: ['x'], records: [['few']] }).times(1)
    expect([...await ask('N', { n: 7.0 }), ...await ask('N', { n: 7.0 })]).toEqual(['few', '14'])
    expect(() => { server.assertDone() }).toThrow('A query was not received, or not often enough (1 more):\n\n    the function (text, parameters) => …')
    await ask('N', { n: 8.0 })
    server.assertDone()
  })

  it('send counters, notifications, plans and profiles', async () => {
    const server = await start()
    server.on('CREATE (:P)', {
      counters: { nodesCreated: 1, labelsAdded: 1 },
      notifications: [{ code: 'Neo.ClientNotification.Statement.X', title: 'T', description: 'D', category: 'HINT', position: { offset: 0, line: 1, column: 1 } }],
      profile: { operatorType: 'Produce', dbHits: 7, pageCacheHitRatio: 0.5, children: [{ operatorType: 'Scan' }] }
    })
    const { summary, keys } = await open(server).executeQuery('CREATE (:P)')
    expect(keys).toEqual([])
    expect(summary.queryType).toBe('rw')
    expect(summary.counters.updates()).toMatchObject({ nodesCreated: 1, labelsAdded: 1, nodesDeleted: 0 })
    expect(summary.notifications).toMatchObject([{ code: 'Neo.ClientNotification.Statement.X', title: 'T', description: 'D', severityLevel: 'WARNING', category: 'HINT', position: { line: 1 } }])
    expect(summary.profile).toMatchObject({ operatorType: 'Produce', dbHits: 7, children: [{ operatorType: 'Scan' }] })
    expect(summary.database.name).toBe('neo4j')
  })

  it('send failures', async () => {
    const server = await start()
    server.on('CREATE', failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'exists'))
    server.on('READ', () => failure('Neo.ClientError.Statement.EntityNotFound', 'gone'))
    const driver = open(server)
    await expect(driver.executeQuery('CREATE')).rejects.toMatchObject({ code: 'Neo.ClientError.Schema.ConstraintValidationFailed', message: 'exists' })
    await expect(driver.session().run('READ')).rejects.toMatchObject({ code: 'Neo.ClientError.Statement.EntityNotFound', message: 'gone' })
    server.assertDone()
  })

  it('send rows as they are asked for', async () => {
    const server = await start()
    server.on('ROWS', { records: Array.from({ length: 1000 }, (_, n) => ({ n })) })
    const driver = open(server, { fetchSize: 30 })
    const tx = await driver.session().beginTransaction()
    const sums = await Promise.all([tx.run('ROWS'), tx.run('ROWS')].map(async result => {
      let sum = 0
      for await (const row of result) sum += Number(row.get('n'))
      return sum
    }))
    await tx.commit()
    expect(sums).toEqual([499500, 499500])
    const session = driver.session()
    for await (const row of session.run('ROWS')) if (Number(row.get('n')) === 40) break
    await session.run('ROWS').summary()
    await session.close()
    server.assertDone()
  })

  it('tell of queries that nobody expected, with the nearest one', async () => {
    const server = await start()
    server.on('MATCH (p:Person) RETURN p')
    server.on('MATCH (f:Film) RETURN f.title')
    server.on(/^CALL/)
    const driver = open(server)
    const message = 'Unexpected query:\n\n    MATCH (p:Persn) RETURN p\n\nThe most similar expected query:\n\n    MATCH (p:Person) RETURN p\n                 ^\n\nIt does not match these either:\n\n    /^CALL/'
    await expect(driver.executeQuery('MATCH (p:Persn) RETURN p')).rejects.toMatchObject({ code: 'Neo.ClientError.Request.Invalid', message })
    expect(() => { server.assertDone() }).toThrow(message)
  })

  it('lose the connection before, in the middle of and after an answer', async () => {
    const server = await start()
    const records = [1, 2, 3, 4].map(n => ({ n }))
    server.on('ROWS', { records })
    const driver = open(server)
    for (const [moment, count] of [['before', 0], ['middle', 2], ['after', 4]] as const) {
      server.on('ROWS', { records }).once().disconnects(moment)
      const seen: number[] = []
      const session = driver.session()
      const reading = (async () => { for await (const row of session.run('ROWS')) seen.push(Number(row.get('n'))) })()
      if (moment === 'after') {
        await reading
      } else {
        await expect(reading).rejects.toMatchObject({ code: 'ServiceUnavailable' })
      }
      expect(seen.length).toBe(count)
      await session.close()
    }
    server.on('ROWS', { records }).once().disconnects()
    expect((await driver.executeQuery('ROWS')).records.length).toBe(4)
    server.assertDone()
    expect(server.queries.map(({ committed }) => committed)).toEqual([false, false, true, false, true])
  })

  it('agree on the versions of Bolt that both speak', async () => {
    const server = await start()
    server.on('RETURN 1', { records: [{ n: 1 }] })
    const { summary } = await open(server).executeQuery('RETURN 1')
    expect(summary.server.protocolVersion).toMatchObject(name === 'neobolt' ? { major: SPOKEN_VERSIONS[0][0], minor: SPOKEN_VERSIONS[0][1] } : { major: 6 })
  })

  const versions = SPOKEN_VERSIONS.map(pair => pair.join('.')).filter(version => name === 'neobolt' || !['4.0', '4.1'].includes(version))
  it.each(versions)('speak Bolt %s by bolt:// and neo4j://', async bolt => {
    const server = await start({ bolt, auth: neo4j.auth.basic('ada', 'secret') })
    const notifications = [{ code: 'Neo.ClientNotification.X', title: 'T', description: 'D' }]
    server.on('RETURN $x AS x', ({ parameters }) => ({ records: [{ x: parameters.x, node: node('A') }], notifications }))
    const connect = (uri: string, password: string) => (name === 'neobolt' ? neo4j : official as unknown as typeof neo4j).driver(uri, neo4j.auth.basic('ada', password))
    // Bolt 3 is of servers that route as clusters only.
    for (const uri of bolt === '3.0' && name === 'neo4j-driver' ? [server.uri] : [server.uri, server.routingUri]) {
      const driver = connect(uri, 'secret')
      const session = driver.session()
      const when = neo4j.types.DateTime.fromString('2020-01-02T03:04:05+01:00')
      const { records: [row], summary } = await session.executeRead(tx => tx.run('RETURN $x AS x', { x: when }))
      expect(String(row.get('x'))).toBe(String(when))
      expect(summary.notifications).toMatchObject(notifications)
      expect(summary.server.protocolVersion?.toString()).toBe(bolt)
      await expect(session.run('UNKNOWN')).rejects.toThrow('Unexpected query')
      await driver.close()
      const stranger = connect(uri, 'guess')
      await expect(stranger.verifyConnectivity()).rejects.toMatchObject({ code: 'Neo.ClientError.Security.Unauthorized' })
      await stranger.close()
    }
    expect(server.queries[0]).toMatchObject({ user: 'ada', database: 'neo4j', mode: 'READ' })
  })
})

describe('the fake server', () => {
  it('fails as often as it should before it succeeds, and drivers of its own try again at once', async () => {
    const server = await start()
    server.on('WRITE', { counters: { nodesCreated: 1 } }).fails(2).once()
    await server.driver().executeQuery('WRITE')
    expect(server.queries.map(({ transaction, committed }) => [transaction, committed])).toEqual([[1, false], [2, false], [3, true]])
    server.on('READ').fails(1, failure('Neo.ClientError.Some.Thing', 'no'))
    await expect(server.driver().executeQuery('READ')).rejects.toMatchObject({ code: 'Neo.ClientError.Some.Thing' })
    await server.driver().executeQuery('READ')
    server.assertDone()
  })

  it('waits before an answer, and stops when it is interrupted or closed', async () => {
    const server = await start()
    server.on('SLOW').after(30)
    server.on('NEVER', () => new Promise(() => {}))
    server.on('LATER').after(3_600_000)
    const driver = server.driver()
    await driver.executeQuery('SLOW')
    for (const query of ['NEVER', 'LATER']) {
      await expect(driver.executeQuery(query, {}, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' })
    }
    const late = driver.session().run('LATER').catch((error: unknown) => error)
    await server.close()
    expect(await late).toBeInstanceOf(neo4j.Neo4jError)
  })

  it('tells of answers that fail or can not be sent', async () => {
    const server = await start({ bolt: '5.0' })
    server.on('A', () => { throw new Error('my mistake') })
    server.on('B', () => ({ records: [{ x: new Date() }] }))
    server.on('C', { records: [{ x: neo4j.vector(Float32Array.of(1)) }] })
    const driver = server.driver()
    await expect(driver.executeQuery('A')).rejects.toThrow('The answer to this query failed:\n\n    A\n\nError: my mistake')
    await expect(driver.executeQuery('B')).rejects.toThrow('an instance of Date')
    await expect(driver.executeQuery('C')).rejects.toThrow('The answer to "C" can\'t be sent')
    expect(() => { server.assertDone() }).toThrow('my mistake')
  })

  it('refuses what is no query, no answer and no option', async () => {
    const server = await start()
    expect(() => server.on(7 as never)).toThrow('a text, a regular expression or a function, but this is 7')
    expect(() => server.on('A', [] as never)).toThrow('An answer is an object')
    expect(() => server.on('A', { record: {} } as never)).toThrow('An answer has no "record"')
    expect(() => server.on('A').times(-1)).toThrow('times(…) takes a number')
    expect(() => server.on('A').disconnects('now' as never)).toThrow('\'before\', \'middle\', \'after\'')
    await expect(fakeNeo4j({ bolt: '9.9' })).rejects.toThrow('Bolt 9.9 is none of 6.1')
    await expect(fakeNeo4j({ version: '5' } as never)).rejects.toThrow('fakeNeo4j has no option "version"; it has bolt, auth and database.')
  })

  it('tells of queries that come too often', async () => {
    const server = await start()
    server.on('A').once()
    const driver = server.driver()
    await driver.executeQuery('A')
    await expect(driver.executeQuery('A')).rejects.toThrow('This query was received more often than expected:\n\n    A')
  })

  it('takes records of a query as records of an answer', async () => {
    const server = await start()
    server.on('A', { records: [record({ n: 1 })] })
    const driver = server.driver()
    const { records } = await driver.executeQuery('A')
    server.on('B', { records })
    expect((await driver.executeQuery('B')).records).toEqual(records)
  })
})
