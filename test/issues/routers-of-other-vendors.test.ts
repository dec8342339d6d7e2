import neo4j, { type Driver } from '../../src/index.js'
import type { Neo4jError } from '../../src/error.js'
import { BoltServer, failure, record, type RequestName, request, type Responder, routingTable, success } from '../../src/testing/script/index.js'
import { play } from '../helpers/play.js'
import { rowsServer } from '../helpers/rows-server.js'

/** What servers that are not Neo4j call their errors, and what nobody would. */
const CODES = [
  'Memgraph.ClientError.MemgraphError.MemgraphError', 'Memgraph.TransientError.MemgraphError.MemgraphError', 'BoltFailure', 'error',
  'neo.ClientError.General.Unknown', '', '42', 'N/A', 'ServiceUnavailable', 'SessionExpired', 'ProtocolError', 'ABORT_ERR'
]
const VERSIONS = ['3', '4.1', '4.4', '5.4', '5.8']

/** At which a router may fail before it has given its table. */
function requestsBefore (version: string): string[] {
  if (parseFloat(version) < 4.3) return ['RUN', 'PULL', 'HELLO']
  return parseFloat(version) < 5.1 ? ['ROUTE', 'HELLO'] : ['ROUTE', 'HELLO', 'LOGON']
}

/** The first router fails, the second has a table. */
async function twoRouters (fails: (name: RequestName) => boolean, code: string, version: string, work: (driver: Driver) => Promise<void>): Promise<void> {
  const first: Responder = ({ name }) => fails(name as RequestName) ? failure(code, 'not here') : name === 'RUN' ? success({ fields: ['ttl', 'servers'] }) : undefined
  const rows = rowsServer()
  const options = { version, auto: { HELLO: undefined, LOGON: undefined } }
  const [broken, good] = [await BoltServer.listen(options), await BoltServer.listen({ version })]
  broken.play((request, connection) => first(request, connection) ?? ({ HELLO: success({ server: 'Memgraph/3.0' }), LOGON: success() } as const)[request.name as 'HELLO'])
  let isTableAsked = false
  good.play((request, connection) => {
    const table = routingTable({ routers: [good.address], readers: [good.address], writers: [good.address] })
    if (request.name === 'ROUTE') return success(table)
    // Before Bolt 4.3, a procedure gives it.
    if (request.name === 'RUN' && /getRoutingTable/.test(request.fields[0] as string)) {
      isTableAsked = true
      return success({ fields: ['ttl', 'servers'] })
    }
    if (request.name === 'PULL' && isTableAsked) {
      isTableAsked = false
      const { ttl, servers } = table.rt as { ttl: number, servers: unknown }
      return [record([ttl, servers]), success({ type: 'r' })]
    }
    return rows(request, connection)
  })
  const driver = neo4j.driver(`neo4j://${broken.address}`, undefined, { resolver: () => [broken.address, good.address], maxTransactionRetryTime: 0 })
  try {
    await work(driver)
  } finally {
    await driver.close()
    await Promise.all([broken.close(), good.close()])
  }
}

describe.each(CODES)('a router that fails with the code «%s»', code => {
  it.each(VERSIONS)('does not end the search for a routing table: Bolt %s', async version => {
    for (const failing of requestsBefore(version)) {
      await twoRouters(name => name === failing, code, version, async driver => {
        expect((await driver.executeQuery('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
        expect((await driver.session().run('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
        await driver.verifyConnectivity()
      })
    }
  })

  it('is named, with its reason, when there is no other', async () => {
    const server = await BoltServer.start(({ name }) => name === 'ROUTE' ? failure(code, 'not here') : undefined)
    const driver = neo4j.driver(server.routingUri, undefined, { maxTransactionRetryTime: 0 })
    await expect(driver.executeQuery('RETURN 1')).rejects.toMatchObject({
      code: 'ServiceUnavailable', message: expect.stringMatching(/No routing servers available.*not here/)
    })
    await driver.close()
    await server.close()
  })
})

describe.each(CODES)('a commit that is refused with the code «%s»', code => {
  it.each(VERSIONS)('is refused, not in doubt: Bolt %s', async version => {
    for (const ends of [false, true]) {
      const answer: Responder = ({ name }) => name === 'COMMIT' ? [failure(code, 'constraint'), ...(ends ? [{ kind: 'close', politely: true } as const] : [])] : ['BEGIN', 'RUN', 'PULL', 'ROLLBACK'].includes(name) ? success() : undefined
      await play(answer, async driver => {
        const session = driver.session()
        const tx = await session.beginTransaction()
        await tx.run('CREATE (:A)')
        const error = await tx.commit().then(() => undefined, (error: Neo4jError) => error)
        expect(error).toMatchObject({ code: code === '' ? expect.any(String) : code })
        expect(error?.message).toBe('constraint')
        await session.close()
      }, { version })
    }
  })
})

describe('a query that fails with a code of another vendor', () => {
  it.each(CODES)('gives that code, and leaves the connection usable: «%s»', async code => {
    await play([request('RUN'), failure(code, 'no'), request('RUN'), request('PULL'), success({ fields: [] }), success()], async driver => {
      const session = driver.session()
      await expect(session.run('x')).rejects.toMatchObject({ message: 'no', code })
      await session.run('y')
      await session.close()
    }, { config: { maxConnectionPoolSize: 1 } })
  })
})
