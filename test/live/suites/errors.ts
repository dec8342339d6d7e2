import { createServer, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import neo4j from '../../../src/index.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { type DriverUse, credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

/** What goes wrong, and what the user is told. */
export function errorsSuite (server: LiveServer): void {
  describe('errors of a query', () => {
    const db = useDriver(server)
    const label = useLabel(db)

    it('carry the code of the server, and the session can be used again', async () => {
      const session = db.driver.session()
      const error = await rejection(session.run('WRONG'))
      expect(error).toBeInstanceOf(neo4j.Neo4jError)
      expect(error).toMatchObject({ name: 'Neo4jError', code: 'Neo.ClientError.Statement.SyntaxError', retriable: false })
      expect(error.message).toMatch(/WRONG|Invalid input/)
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
      await session.close()
    })

    it('have a GQL status: of the server where it sends one, else the general one', async () => {
      const error = await rejection(db.run('WRONG'))
      expect(error.gqlStatus).toBe(isAtLeast(server, '2025.01') ? '42001' : '50N42')
      expect(error.gqlStatusDescription).toMatch(/^error: /)
      expect(error.classification).toBe(isAtLeast(server, '2025.01') ? 'CLIENT_ERROR' : 'UNKNOWN')
    })

    it('may come in the middle of a result, after good records', async () => {
      const session = db.driver.session({ fetchSize: 2 })
      const seen: unknown[] = []
      const error = await rejection((async () => {
        for await (const record of session.run('UNWIND [1, 1, 1, 0] AS n RETURN 1 / n AS x')) seen.push(record.get('x'))
      })())
      expect(error.code).toBe('Neo.ClientError.Statement.ArithmeticError')
      expect(seen.length).toBeLessThan(4)
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
      await session.close()
    })

    it('name a missing parameter', async () => {
      const error = await rejection(db.run('RETURN $missing'))
      expect(error).toMatchObject({ code: 'Neo.ClientError.Statement.ParameterMissing', message: expect.stringContaining('missing') })
    })

    it('name a broken constraint', async () => {
      const [create, drop] = constraint(server, label)
      await db.run(create)
      await db.run(`CREATE (:${label} {id: 1})`)
      expect((await rejection(db.run(`CREATE (:${label} {id: 1})`))).code).toBe('Neo.ClientError.Schema.ConstraintValidationFailed')
      await db.run(drop)
    })

    it('show where in the program the query was started', async () => {
      async function theCaller (): Promise<void> {
        await db.run('WRONG')
      }
      expect((await rejection(theCaller())).stack).toContain('theCaller')
    })

    it.each([
      ['a function', () => 1], ['a symbol', Symbol('s')]
    ])('refuse %s as a parameter before anything is sent', async (_name, value) => {
      const session = db.driver.session()
      const error = await rejection((async () => await session.run('RETURN $value', { value }))())
      expect(error.message).toMatch(/value|pack|function|symbol/i)
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
      await session.close()
    })

    it.each([['a list', [1]], ['a text', 'text'], ['a number', 7]])('refuse %s instead of parameters', async (_name, parameters) => {
      const session = db.driver.session()
      const error = await rejection((async () => await session.run('RETURN 1', parameters as object))())
      expect(error).toBeInstanceOf(Error)
      await session.close()
    })

    it.each([['nothing', undefined], ['an empty text', ''], ['a number', 7]])('refuse %s instead of a query', async (_name, query) => {
      const session = db.driver.session()
      const error = await rejection((async () => await session.run(query as string))())
      expect(error.message).toMatch(/query|empty|string/i)
      await session.close()
    })
  })

  describeConnectionErrors(server)
  describeClosed(server)
}

function constraint (server: LiveServer, label: string): [string, string] {
  if (isAtLeast(server, '4.4')) {
    return [`CREATE CONSTRAINT unique_${label} FOR (n:${label}) REQUIRE n.id IS UNIQUE`, `DROP CONSTRAINT unique_${label}`]
  }
  return [`CREATE CONSTRAINT ON (n:${label}) ASSERT n.id IS UNIQUE`, `DROP CONSTRAINT ON (n:${label}) ASSERT n.id IS UNIQUE`]
}

function describeConnectionErrors (server: LiveServer): void {
  const ask = (uri: string, config = {}): Promise<any> => withDriver(uri, credentials(server), config, driver => rejection(driver.verifyConnectivity()))

  describe('errors of a connection', () => {
    let http: Server
    beforeAll(done => { http = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1', done) })
    afterAll(done => { http.close(done) })

    it('tell a plain HTTP server from Neo4j', async () => {
      const error = await ask(`bolt://127.0.0.1:${(http.address() as AddressInfo).port}`)
      expect(error.message).toMatch(/HTTP/)
    })

    it('are ServiceUnavailable where no server listens, with the address', async () => {
      const error = await ask('bolt://127.0.0.1:1')
      expect(error).toMatchObject({ code: 'ServiceUnavailable', message: expect.stringContaining('127.0.0.1:1') })
    })

    it('are ServiceUnavailable for a name that does not exist', async () => {
      expect(await ask('bolt://no-such-host.invalid:7687')).toMatchObject({ code: 'ServiceUnavailable' })
    })

    it('are plain for a wrong password', async () => {
      await withDriver(server.uri, neo4j.auth.basic(server.username, 'certainly wrong'), {}, async driver => {
        const error = await rejection(driver.verifyConnectivity())
        expect(error.code).toBe('Neo.ClientError.Security.Unauthorized')
        expect(error.message).not.toContain('certainly wrong')
        expect((await rejection(driver.executeQuery('RETURN 1'))).code).toBe('Neo.ClientError.Security.Unauthorized')
      })
    })

    it('are plain for no credentials at all', async () => {
      await withDriver(server.uri, undefined, {}, async driver => {
        expect((await rejection(driver.verifyConnectivity())).code).toBe('Neo.ClientError.Security.Unauthorized')
      })
    })
  })
}

function describeClosed (server: LiveServer): void {
  const open = async (): Promise<DriverUse['driver']> => {
    const driver = neo4j.driver(server.uri, credentials(server))
    await driver.executeQuery('RETURN 1')
    return driver
  }

  describe('what was closed', () => {
    it('refuses queries: the driver', async () => {
      const driver = await open()
      const session = driver.session()
      await driver.close()
      await driver.close()
      expect((await rejection((async () => await session.run('RETURN 1'))())).message).toMatch(/closed/i)
      expect((await rejection((async () => await driver.executeQuery('RETURN 1'))())).message).toMatch(/closed/i)
    })

    it('refuses queries: the session', async () => {
      const driver = await open()
      const session = driver.session()
      await session.close()
      await session.close()
      expect((await rejection((async () => await session.run('RETURN 1'))())).message).toMatch(/closed/i)
      expect((await rejection((async () => await session.beginTransaction())())).message).toMatch(/closed/i)
      expect((await rejection(session.executeRead(tx => tx.run('RETURN 1')))).message).toMatch(/closed/i)
      await driver.close()
    })
  })
}
