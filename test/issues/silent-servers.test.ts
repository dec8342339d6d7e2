import { createServer, type AddressInfo, type Socket } from 'node:net'
import neo4j, { type Driver } from '../../src/index.js'
import type { Config } from '../../src/driver/options.js'
import { BoltServer, failure, type RequestName, type Responder, routingTable, success } from '../../src/testing/script/index.js'
import { rowsServer } from '../helpers/rows-server.js'

/** Every call that needs a connection. */
const calls: Record<string, (driver: Driver) => PromiseLike<unknown>> = {
  'session.run': driver => driver.session().run('RETURN 1'),
  'run().summary': driver => driver.session().run('RETURN 1').summary(),
  executeQuery: driver => driver.executeQuery('RETURN 1'),
  executeRead: driver => driver.session().executeRead(async tx => await tx.run('RETURN 1')),
  beginTransaction: driver => driver.session().beginTransaction(),
  'a query in a transaction': driver => driver.session().beginTransaction().run('RETURN 1'),
  verifyConnectivity: driver => driver.verifyConnectivity(),
  verifyAuthentication: driver => driver.verifyAuthentication(),
  getServerInfo: driver => driver.getServerInfo(),
  supportsMultiDb: driver => driver.supportsMultiDb()
}

/** Accepts connections, says so much, and nothing more. */
async function withSilent (says: readonly number[], work: (address: string) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).once('data', () => { if (says.length > 0) socket.write(Uint8Array.from(says)) })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  try {
    await work(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => { server.close(resolve) })
  }
}

const messageOf = async (call: PromiseLike<unknown>): Promise<string> => await call.then(() => 'no error', (error: Error) => error.message)

/** The messages of all calls to a driver of its own each, all at the same time. */
async function messages (uri: string, config: Config): Promise<Record<string, string>> {
  const all = await Promise.all(Object.keys(calls).map(async name => {
    const driver = neo4j.driver(uri, undefined, { maxTransactionRetryTime: 0, ...config })
    const message = await messageOf(calls[name](driver))
    await driver.close()
    return [name, message]
  }))
  return Object.fromEntries(all) as Record<string, string>
}

const names = Object.keys(calls)
const each = (says: RegExp): Record<string, unknown> => Object.fromEntries(names.map(name => [name, expect.stringMatching(says)]))

describe('a server that accepts the connection and says nothing', () => {
  it.each<[string, number[]]>([
    ['at all', []],
    ['after half of its answer', [0, 0]],
    ['after half of its manifest', [0, 0, 1, 0xff, 2, 0, 0]]
  ])('%s: every call says that the handshake was not finished within connectionTimeout', async (_, says) => {
    await withSilent(says, async address => {
      expect(await messages(`bolt://${address}`, { connectionTimeout: 60 })).toEqual(each(/accepted the connection, but did not finish the Bolt handshake in 60 ms \(connectionTimeout\)/))
      expect(await messages(`neo4j://${address}`, { connectionTimeout: 60 })).toEqual(each(/did not finish the Bolt handshake in 60 ms \(connectionTimeout\)/))
    })
  })

  it('in TLS: every call says that the connection was not established within connectionTimeout', async () => {
    await withSilent([], async address => {
      expect(await messages(`bolt+ssc://${address}`, { connectionTimeout: 60 })).toEqual(each(/Failed to establish connection in 60ms/))
    })
  })

  it('after the handshake: every call says that the login was not finished', async () => {
    const server = await BoltServer.start([], { auto: { HELLO: { kind: 'until', condition: new Promise(() => {}) } } })
    const seen = await messages(server.uri, { connectionTimeout: 10_000, connectionAcquisitionTimeout: 80 })
    expect(seen).toEqual(each(/did not finish the login in \d+ ms|timed out in 80 ms/))
    await server.close()
  })
})

describe('a server that falls silent later', () => {
  /** Answers everything, until it is told to be silent about some requests. */
  async function fallingSilent (requests: RequestName[], work: (driver: Driver, fall: () => void) => Promise<void>, { routing = false, ...config }: Config & { routing?: boolean } = {}): Promise<void> {
    let silent = false
    const rows = rowsServer()
    const answer: Responder = async (request, connection) => {
      if (silent && requests.includes(request.name as RequestName)) await new Promise(() => {})
      if (request.name === 'ROUTE') return success(routingTable({ routers: [server.address], readers: [server.address], writers: [server.address] }))
      if (['LOGOFF', 'LOGON'].includes(request.name)) return success()
      return request.fields[0] === 'FAIL' ? failure('Neo.ClientError.Statement.SyntaxError', 'no') : rows(request, connection)
    }
    const server = await BoltServer.start(answer)
    const driver = neo4j.driver(routing ? server.routingUri : server.uri, undefined, { connectionAcquisitionTimeout: 80, connectionTimeout: 80, maxTransactionRetryTime: 0, ...config })
    try {
      await driver.session().run('RETURN 1')
      await work(driver, () => { silent = true })
    } finally {
      await driver.close()
      await server.close()
    }
  }

  it.each<RequestName>(['LOGOFF', 'LOGON'])('does not keep verifyAuthentication waiting for ever: %s', async name => {
    for (const auth of [undefined, neo4j.auth.basic('other', 'user')]) {
      await fallingSilent([name], async (driver, fall) => {
        fall()
        expect(await messageOf(driver.verifyAuthentication({ auth }))).toMatch(/did not answer (RESET )?in 80 ms/)
      })
    }
  })

  it.each<RequestName>(['LOGOFF', 'LOGON'])('does not keep the queries of another user waiting for ever: %s', async name => {
    await fallingSilent([name], async (driver, fall) => {
      fall()
      const auth = neo4j.auth.basic('other', 'user')
      const message = /did not answer in 80 ms \(connectionAcquisitionTimeout\) when LOGOFF and LOGON changed the user/
      expect(await messageOf(driver.session({ auth }).run('RETURN 1'))).toMatch(message)
    })
  })

  it('is not blamed for a change of user that waits for the first query', async () => {
    await fallingSilent([], async driver => {
      const session = driver.session({ auth: neo4j.auth.basic('other', 'user') })
      const { records } = await session.executeRead(async tx => {
        await new Promise(resolve => setTimeout(resolve, 250))
        return await tx.run('UNWIND range(1, 3) AS x RETURN x')
      }, { pipelineBegin: true } as object)
      expect(records).toHaveLength(3)
      await session.close()
    })
  })

  it.each(['verifyConnectivity', 'getServerInfo'] as const)('does not keep %s waiting for ever', async name => {
    await fallingSilent(['RESET'], async (driver, fall) => {
      fall()
      expect(await messageOf(driver[name]())).toMatch(/did not answer (RESET )?in 80 ms/)
    })
  })

  it('does not keep a call waiting for ever for its routing table', async () => {
    await fallingSilent(['ROUTE'], async (driver, fall) => {
      fall()
      expect(await messageOf(driver.executeQuery('RETURN 1', {}, { database: 'other' }))).toMatch(/80 ms/)
    }, { routing: true })
  })

  it('does not keep session.close() waiting for ever for RESET', async () => {
    await fallingSilent(['RESET'], async (driver, fall) => {
      fall()
      const session = driver.session()
      expect(await messageOf(session.run('FAIL'))).toBe('no')
      await session.close()
      const other = driver.session()
      await other.beginTransaction()
      await other.close()
      expect((await driver.executeQuery('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
    })
  })
})
