import { timeout } from 'rxjs'
import { authTokenManagers } from '../../src/auth/token-manager.js'
import { auth } from '../../src/auth/tokens.js'
import neo4j from '../../src/index.js'
import { bookmarkManager } from '../../src/session/bookmark-manager.js'
import { BoltServer, failure, ignored, query, record, request, success, until } from '../../src/testing/script/index.js'
import { gate } from '../helpers/gate.js'
import { play } from '../helpers/play.js'
import { unhandledIn } from '../helpers/unhandled.js'
import { collectUntil } from '../helpers/garbage.js'

const token = auth.basic('neo4j', 'password')
const manager = () => authTokenManagers.basic({ tokenProvider: async () => token })
const supplier = () => bookmarkManager({ bookmarksSupplier: async () => ['bm:1'] })
const queries = (server: BoltServer): unknown[] => server.received.flat().filter(({ name }) => name === 'RUN').map(({ fields }) => fields[0])

/** What reaches the process as unhandled while something is done, and a while longer. */
async function unhandledDuring (work: () => Promise<void>): Promise<unknown[]> {
  return await unhandledIn(async () => {
    await work()
    await new Promise(resolve => { setTimeout(resolve, 50) })
  })
}

describe('the queries of a transaction are sent in the order in which they are run', () => {
  const cases: Array<[string, object, object]> = [
    ['with a token manager', { auth: manager() }, {}],
    ['with a supplier of bookmarks', {}, { bookmarkManager: supplier() }],
    ['with both', { auth: manager() }, { bookmarkManager: supplier() }]
  ]
  for (const [name, options, sessionConfig] of cases) {
    // The gap between the first query and the second is tried at every length.
    for (const gap of [0, 1, 2, 3, 4, 5, 6, 8, 12, 20]) {
      it(`${name}, ${gap} microtasks apart`, async () => {
        const server = await play([request('BEGIN'), success(), query(['n']), query(['n']), query(['n']), request('COMMIT'), success()], async driver => {
          const tx = driver.session(sessionConfig).beginTransaction()
          const first = tx.run('first')
          for (let i = 0; i < gap; i++) await null
          const second = tx.run('second')
          await null
          const third = tx.run('third')
          await Promise.all([first, second, third])
          await tx.commit()
        }, options)
        expect(queries(server)).toEqual(['first', 'second', 'third'])
      })
    }
  }

  it('also with pipelineBegin', async () => {
    const server = await play([request('BEGIN'), success(), query(['n']), query(['n']), request('COMMIT'), success()], async driver => {
      await driver.session().executeWrite(async tx => {
        const first = tx.run('first')
        await null
        await Promise.all([first, tx.run('second')])
      }, { pipelineBegin: true })
    }, { auth: manager() })
    expect(queries(server)).toEqual(['first', 'second'])
  })
})

describe('a reactive subscriber that leaves before its query fails', () => {
  it('does not end the process', async () => {
    const late = gate()
    const server = await BoltServer.start([request('RUN'), request('PULL'), success({ fields: ['n'] }), until(() => late.opened), failure('Neo.ClientError.X.Y', 'late')])
    const driver = neo4j.driver(server.uri)
    try {
      expect(await unhandledDuring(async () => {
        const error = await new Promise(resolve => {
          driver.rxSession().run('RETURN 1').records().pipe(timeout(30)).subscribe({ error: resolve })
        })
        expect((error as Error).name).toBe('TimeoutError')
        late.open()
        await server.waitFor('RESET')
      })).toEqual([])
    } finally {
      await driver.close()
      await server.close()
    }
  })

  it('nor does closing the driver then', async () => {
    const server = await BoltServer.start([request('RUN'), request('PULL'), success({ fields: ['n'] }), until(() => new Promise(() => {}))])
    const driver = neo4j.driver(server.uri)
    expect(await unhandledDuring(async () => {
      const subscription = driver.rxSession().run('RETURN 1').records().subscribe({ error: () => {} })
      await server.waitFor('PULL')
      subscription.unsubscribe()
      await driver.close()
      await server.close()
    })).toEqual([])
  })
})

describe('a session that is closed', () => {
  it('waits for a query that may write, also with a transaction queued behind it', async () => {
    const late = gate()
    let done = false
    await play([request('RUN'), request('PULL'), success({ fields: [] }), until(() => late.opened), success()], async (driver, server) => {
      const session = driver.session()
      const written = session.run('CREATE (:A)').then(() => { done = true })
      await server.waitFor('PULL')
      session.beginTransaction().catch(() => {})
      const closed = session.close().then(() => done)
      setTimeout(late.open, 30)
      expect(await closed).toBe(true)
      await written
    })
  })

  it('sends a write that nobody awaits, also where its connection has to be opened first', async () => {
    await play(query([]), async driver => {
      const session = driver.session()
      session.run('CREATE (:A)').catch(() => {})
      await session.close()
    })
  })

  it('waits for a commit under way', async () => {
    const late = gate()
    let committed = false
    await play([request('BEGIN'), success(), request('COMMIT'), until(() => late.opened), success({ bookmark: 'b:1' })], async (driver, server) => {
      const session = driver.session()
      const tx = await session.beginTransaction()
      const commit = tx.commit().then(() => { committed = true })
      await server.waitFor('COMMIT')
      const closed = session.close().then(() => committed)
      setTimeout(late.open, 30)
      expect(await closed).toBe(true)
      await commit
      expect(session.lastBookmarks()).toEqual(['b:1'])
    })
  })

  it('interrupts a query that only reads', async () => {
    const reset = gate()
    await play([request('RUN'), request('PULL'), success({ fields: ['n'] }), record([1]), until(() => reset.opened), ignored()], async (driver, server) => {
      const session = driver.session({ defaultAccessMode: 'READ' })
      const read = session.run('CALL slow()').then(() => 'read', (error: Error) => error.message)
      await server.waitFor('PULL')
      const closed = session.close()
      await server.waitFor('RESET')
      reset.open()
      await closed
      expect(await read).toMatch(/^The session was closed before its query was finished/)
    })
  })
})

describe('rejections that are not Errors', () => {
  const reasons = [undefined, null, 'no', 0, { message: 7 }, Object.create(null), Object.freeze(new Error('frozen'))]

  for (const reason of reasons) {
    it(`of a bookmark manager, such as ${typeof reason === 'object' && reason !== null ? 'an object' : String(reason)}, reach the caller as a Neo4jError`, async () => {
      const failing = { getBookmarks: async () => await Promise.reject(reason), updateBookmarks: async () => {} }
      const server = await BoltServer.start([])
      const driver = neo4j.driver(server.uri)
      const session = driver.session({ bookmarkManager: failing as never })
      expect(await unhandledDuring(async () => {
        await expect(session.run('RETURN 1')).rejects.toMatchObject({ name: 'Neo4jError' })
        await expect(session.executeRead(async tx => await tx.run('RETURN 1'))).rejects.toMatchObject({ name: 'Neo4jError' })
        await expect(session.beginTransaction()).rejects.toMatchObject({ name: 'Neo4jError' })
      })).toEqual([])
      await driver.close()
      await server.close()
    })

    it(`of a token manager, such as ${typeof reason === 'object' && reason !== null ? 'an object' : String(reason)}, reach the caller as a Neo4jError`, async () => {
      const failing = { getToken: async () => await Promise.reject(reason), handleSecurityException: () => false }
      const server = await BoltServer.start([])
      const driver = neo4j.driver(server.uri, failing as never)
      expect(await unhandledDuring(async () => {
        await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ name: 'Neo4jError' })
        await expect(driver.executeQuery('RETURN 1')).rejects.toMatchObject({ name: 'Neo4jError' })
        await expect(driver.verifyConnectivity()).rejects.toMatchObject({ name: 'Neo4jError' })
      })).toEqual([])
      await driver.close()
      await server.close()
    })
  }

  it('of handleSecurityException are not unhandled', async () => {
    const promising = { getToken: () => token, handleSecurityException: async () => await Promise.reject(new Error('async')) }
    expect(await unhandledDuring(async () => {
      await play([request('RUN'), failure('Neo.ClientError.Security.Unauthorized', 'no')], async driver => {
        await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ code: 'Neo.ClientError.Security.Unauthorized' })
      }, { auth: promising as never })
    })).toEqual([])
  })

  it('that are frozen retriable errors stay what they are, after every try', async () => {
    const frozen = Object.freeze(new neo4j.Neo4jError('frozen', 'Neo.TransientError.X.Y', '50N42', '', undefined))
    const attempt = [request('BEGIN'), success(), request('ROLLBACK'), success()]
    let tries = 0
    await play([attempt, attempt, attempt], async driver => {
      const work = driver.session().executeWrite(() => {
        if (++tries < 3) throw frozen
        throw new Error('not retriable')
      })
      await expect(work).rejects.toThrow('not retriable')
    })
    await play([attempt, attempt], async driver => {
      await expect(driver.session().executeWrite(() => { throw frozen })).rejects.toBe(frozen)
    }, { config: { maxTransactionRetryTime: 1 } })
  })
})

describe('an idle connection', () => {
  it('keeps neither the parameters nor the unread records of its last query alive', async () => {
    const big = 'x'.repeat(1024)
    const rows = Array.from({ length: 1000 }, () => [Array.from({ length: 8 }, () => big)])
    await play([query(['n'], rows), query(['n'], [[1]])], async driver => {
      const registry: string[] = []
      const finalizer = new FinalizationRegistry((name: string) => { registry.push(name) })
      await (async () => {
        const session = driver.session()
        const parameters = { secret: { value: 'to be forgotten' } }
        finalizer.register(parameters.secret, 'parameters')
        const result = session.run('RETURN $secret', parameters)
        finalizer.register(result, 'result')
        await result.summary()
        await session.close()
      })()
      expect(await collectUntil(() => registry.length === 2)).toBe(true)
      expect(registry.sort()).toEqual(['parameters', 'result'])
      await driver.session().run('RETURN 1')
    })
  })
})
