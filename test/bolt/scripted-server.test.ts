import officialDriver from 'neo4j-driver'
import { SPOKEN_VERSIONS } from '../../src/bolt/versions.js'
import {
  BoltServer, choice, close, cut, failure, float, including, optional, perConnection, query, record, repeat, request, type Script, type ServerOptions, success
} from '../../src/testing/script/index.js'
import { Node, Path, PathSegment, Relationship } from '../../src/types/graph.js'
import { int } from '../../src/types/integer.js'
import { Date } from '../../src/types/temporal/index.js'
import { connect } from '../helpers/connect.js'
import { withServer } from '../helpers/play.js'

/** What both drivers have in common; a test body is run with each. */
type Driver = ReturnType<typeof connect>
const drivers: Array<[name: string, connect: (uri: string) => Driver]> = [
  ['neobolt', uri => connect(uri, undefined, { maxTransactionRetryTime: 0 })],
  ['neo4j-driver', uri => officialDriver.driver(uri, undefined, { maxTransactionRetryTime: 0 }) as unknown as Driver]
]

async function run (connect: (uri: string) => Driver, script: Script, work: (driver: Driver, server: BoltServer) => Promise<void>, options?: ServerOptions): Promise<BoltServer> {
  return await withServer(script, work, { ...options, connect })
}

describe.each(drivers)('the scripted server and %s', (name, open) => {
  it('play a query, and values keep their types', async () => {
    const node = new Node(int(7), ['Person'], { age: int(42), height: 1.75 }, '4:x:7')
    const server = await run(open, [
      request('RUN', 'RETURN $x', { x: 1.5, s: 'text' }, {}),
      request('PULL', { n: undefined }),
      success({ fields: ['a', 'b', 'c', 'd'] }),
      record([1, float(1), node, ['x', null, true]]),
      success({ type: 'r' })
    ], async (driver, server) => {
      const { records, summary } = await driver.session().run('RETURN $x', { x: 1.5, s: 'text' })
      const [a, b, c, d] = [...records[0]] as any[]
      expect(a.toString()).toBe('1')
      expect(b).toBe(1)
      expect(c.properties.age.toNumber()).toBe(42)
      expect(c.elementId).toBe('4:x:7')
      expect(d).toEqual(['x', null, true])
      expect(summary.queryType).toBe('r')
      await server.assertDone()
    })
    expect(server.received[0].map(({ name }) => name).slice(0, 4)).toEqual(['HELLO', 'LOGON', 'RUN', 'PULL'])
  })

  it('ignore what was pipelined behind a failure', async () => {
    await run(open, [request('RUN'), failure('Neo.ClientError.Statement.SyntaxError', 'no such thing')], async (driver, server) => {
      await expect(driver.session().run('RETRUN 1')).rejects.toMatchObject({ code: 'Neo.ClientError.Statement.SyntaxError', message: 'no such thing' })
      await server.waitFor('RESET')
      await server.assertDone()
    })
  })

  it('tell what was expected, and what came', async () => {
    await run(open, [request('RUN', 'RETURN 1')], async (driver, server) => {
      await expect(driver.session().run('RETURN 2')).rejects.toMatchObject({ code: 'Neo.ClientError.Request.Invalid' })
      await expect(server.assertDone()).rejects.toThrow(/expected: RUN 'RETURN 1'\ncame: {5}RUN 'RETURN 2' \{\} \{\}/)
    })
  })

  it('tell how far a script came', async () => {
    await run(open, [query(['n']), request('BEGIN')], async (driver, server) => {
      await driver.session().run('RETURN 1')
      await driver.close()
      await expect(server.assertDone()).rejects.toThrow('Connection 1 was ended at BEGIN.')
    })
  })

  it('choose, repeat and leave out', async () => {
    const script: Script = [
      repeat(query(['n'], [[1]])),
      optional([request('ROUTE'), success()]),
      choice([request('BEGIN', including({ mode: 'r' })), success()], [request('BEGIN'), success({})]),
      request('ROLLBACK'),
      success()
    ]
    await run(open, script, async (driver, server) => {
      for (let i = 0; i < 3; i++) await driver.session().run('RETURN 1')
      const tx = await driver.session().beginTransaction()
      await tx.rollback()
      await server.assertDone()
    })
  })

  it('answer from a function', async () => {
    const server = await BoltServer.start(({ name, fields }) => name === 'RUN' ? success({ fields: [String(fields[0])] }) : name === 'PULL' ? success() : undefined)
    const driver = open(server.uri)
    for (const column of ['a', 'b']) {
      const result = driver.session().run(column)
      expect(await result.keys()).toEqual([column])
      await result
    }
    await driver.close()
    await server.assertDone()
    await server.close()
  })

  it.each([['closed', close()], ['cut', cut()]])('see a connection %s', async (_, end) => {
    await run(open, [request('RUN'), end], async (driver, server) => {
      await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ code: 'ServiceUnavailable' })
      await server.assertDone()
    })
  })

  it('use a script for each connection', async () => {
    const server = await BoltServer.start(perConnection(query(['first']), query(['second'])))
    const driver = open(server.uri)
    const results = [driver.session().run('RETURN 1'), driver.session().run('RETURN 1')]
    const keys = (await Promise.all(results.map(async result => await result.keys()))).flat()
    await Promise.all(results)
    expect(keys.sort()).toEqual(['first', 'second'])
    await driver.close()
    await server.assertDone()
    await server.close()
  })

  const versions = SPOKEN_VERSIONS.filter(([major, minor]) => name === 'neobolt' || major !== 4 || minor >= 2)
  it.each(versions.map(([major, minor]) => `${major}.${minor}`))('speak Bolt %s', async version => {
    await run(open, query(['n'], [[1]]), async driver => {
      const { summary } = await driver.session().run('RETURN 1')
      expect(summary.server.protocolVersion).toMatchObject({ major: Number(version.split('.')[0]), minor: Number(version.split('.')[1]) })
    }, { version })
  })
})

describe('the scripted server', () => {
  it.each(['byte', [3], [1, 5, 2]] as const)('cuts what it sends into pieces: %j', async split => {
    await run(drivers[0][1], query(['n'], [[1], ['some text'], [float(3)]]), async driver => {
      const { records } = await driver.session().run('RETURN 1')
      expect(records.map(record => String(record.get(0)))).toEqual(['1', 'some text', '3'])
    }, { split })
  })

  it('writes graph values so that a driver reads the same', async () => {
    const [a, b] = [1, 2].map(id => new Node(int(id), ['L'], { p: int(id) }, `4:x:${id}`))
    const knows = new Relationship(int(5), int(2), int(1), 'KNOWS', { since: int(1999) }, '5:x:5', '4:x:2', '4:x:1')
    const path = new Path(a, b, [new PathSegment(a, knows, b)])
    await run(drivers[0][1], query(['v'], [[knows], [path], [new Date(1, 2, 3)]]), async driver => {
      const { records } = await driver.session().run('RETURN v')
      expect(records.map(record => record.get(0))).toEqual([knows, path, new Date(int(1), int(2), int(3))])
    })
  })

  it('refuses a version that the driver does not speak', async () => {
    await expect(BoltServer.listen({ version: '5.5' })).rejects.toThrow('Bolt 5.5 is none of 6.1, 6.0, 5.8')
  })
})
