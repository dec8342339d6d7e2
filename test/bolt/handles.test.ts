import official from 'neo4j-driver'
import neo4j, { type BookmarkManager, type Driver, type Result, type Session } from '../../src/index.js'
import { BoltServer, optional, query, repeat, request, success } from '../../src/testing/script/index.js'
import { standIns, type Wrap, wrappings } from '../helpers/wrappings.js'
import { aWhile, watch } from './rx/stage.js'

type Program = (driver: Driver, wrap: Wrap) => Promise<unknown>
type Open = (uri: string) => Driver

const own: Open = uri => neo4j.driver(uri, undefined, { maxTransactionRetryTime: 0 })
const theirs: Open = uri => official.driver(uri, undefined, { maxTransactionRetryTime: 0 }) as unknown as Driver
const unwrapped: Wrap = original => original

const script = repeat([
  optional([request('BEGIN'), success()]), optional(query(['n'], [[1], [2], [3]])),
  optional([request('COMMIT'), success({ bookmark: 'b:1' })]), optional([request('ROLLBACK'), success()])
])

async function outcome (open: Open, program: Program, wrap: Wrap): Promise<unknown> {
  const server = await BoltServer.start(script)
  const driver = open(server.uri)
  try {
    return await program(driver, wrap)
  } finally {
    await driver.close()
    await server.close()
  }
}

const rowsOf = async (result: Result): Promise<unknown[]> => (await result).records.map(record => (record.get('n') as { toNumber: () => number }).toNumber())
const wrappedRun = (driver: Driver, wrap: Wrap): Result => wrap(driver.session().run('RETURN 1 AS n'))

const programs: Record<string, Program> = {
  'driver: what it says of itself': async (driver, wrap) => {
    const wrapped = wrap(driver)
    const { protocolVersion } = await wrapped.getServerInfo()
    await wrapped.verifyConnectivity()
    return [
      String(protocolVersion), await wrapped.verifyAuthentication(), await wrapped.supportsMultiDb(), await wrapped.supportsSessionAuth(),
      await wrapped.supportsTransactionConfig(), await wrapped.supportsUserImpersonation(), String(await wrapped.getNegotiatedProtocolVersion()), wrapped.isEncrypted()
    ]
  },
  'driver: executeQuery and its bookmarks': async (driver, wrap) => {
    const wrapped = wrap(driver)
    const { records } = await wrapped.executeQuery('RETURN 1 AS n')
    return [records.length, await wrapped.executeQueryBookmarkManager.getBookmarks()]
  },
  'driver: executeQuery that reads': async (driver, wrap) => (await wrap(driver).executeQuery('RETURN 1 AS n', {}, { routing: 'READ' })).records.length,
  'driver: sessions': async (driver, wrap) => await rowsOf(wrap(driver).session().run('RETURN 1 AS n')),
  'driver: reactive sessions': async (driver, wrap) => await watch(wrap(driver).rxSession().run('RETURN 1 AS n').keys()),
  'driver: encryption': async (driver, wrap) => typeof wrap(driver).encryption.encrypt,
  'driver: close': async (driver, wrap) => { await wrap(driver).close() },

  'session: run': async (driver, wrap) => await rowsOf(wrap(driver.session()).run('RETURN 1 AS n')),
  'session: beginTransaction': async (driver, wrap) => await rowsOf((await wrap(driver.session()).beginTransaction()).run('RETURN 1 AS n')),
  'session: transaction functions and bookmarks': async (driver, wrap) => {
    const session = wrap(driver.session())
    return [
      await session.executeRead(async tx => await rowsOf(tx.run('RETURN 1 AS n'))), await session.executeWrite(async tx => await rowsOf(tx.run('RETURN 1 AS n'))),
      session.lastBookmarks()
    ]
  },
  'session: close': async (driver, wrap) => {
    const session = wrap(driver.session())
    await session.close()
    return await session.run('RETURN 1').catch((error: Error) => error.message)
  },

  'transaction that is not awaited: run, commit': async (driver, wrap) => {
    const tx = wrap(driver.session().beginTransaction())
    return [await rowsOf(tx.run('RETURN 1 AS n')), tx.isOpen(), await tx.commit(), tx.isOpen()]
  },
  'transaction that is not awaited: then, catch, finally': async (driver, wrap) => {
    const tx = wrap(driver.session().beginTransaction())
    return [(await tx).isOpen(), (await tx.catch(() => {})).isOpen(), (await tx.finally(() => {})).isOpen()]
  },
  'transaction: run, commit': async (driver, wrap) => {
    const tx = wrap(await driver.session().beginTransaction())
    return [await rowsOf(tx.run('RETURN 1 AS n')), tx.isOpen(), await tx.commit(), tx.isOpen()]
  },
  'transaction: run, rollback': async (driver, wrap) => {
    const tx = wrap(await driver.session().beginTransaction())
    return [await rowsOf(tx.run('RETURN 1 AS n')), await tx.rollback(), tx.isOpen()]
  },
  'transaction: close': async (driver, wrap) => {
    const tx = wrap(await driver.session().beginTransaction())
    return [await tx.close(), tx.isOpen()]
  },
  'transaction: its methods on their own': async driver => {
    const { run, isOpen, commit } = await driver.session().beginTransaction()
    const { run: otherRun, rollback } = await driver.session().beginTransaction()
    const { close } = await driver.session().beginTransaction()
    return [await rowsOf(run('RETURN 1 AS n')), isOpen(), await commit(), isOpen(), await rowsOf(otherRun('RETURN 1 AS n')), await rollback(), await close()]
  },
  'transaction: a copy': async driver => {
    const copy = Object.assign({}, await driver.session().beginTransaction())
    return [await rowsOf(copy.run('RETURN 1 AS n')), await copy.commit(), copy.isOpen()]
  },
  'managed transaction': async (driver, wrap) => await driver.session().executeRead(async tx => await rowsOf(wrap(tx).run('RETURN 1 AS n'))),

  'result: await': async (driver, wrap) => await rowsOf(wrappedRun(driver, wrap)),
  'result: catch, finally': async (driver, wrap) => {
    const result = wrappedRun(driver, wrap)
    return [(await result.catch(() => undefined))?.records.length, (await result.finally(() => {})).records.length]
  },
  'result: keys, summary, isOpen': async (driver, wrap) => {
    const result = wrappedRun(driver, wrap)
    return [await result.keys(), result.isOpen(), (await result.summary()).query.text, result.isOpen()]
  },
  'result: as': async (driver, wrap) => (await wrappedRun(driver, wrap).as<{ n: unknown }>({ n: {} })).records.map(({ n }) => String(n)),
  'result: subscribe': async (driver, wrap) => await new Promise((resolve, reject) => {
    const seen: string[] = []
    wrappedRun(driver, wrap).subscribe({ onNext: record => { seen.push(String(record.get('n'))) }, onCompleted: () => { resolve(seen) }, onError: reject })
  }),
  'result: for await': async (driver, wrap) => {
    const seen: string[] = []
    for await (const record of wrappedRun(driver, wrap)) seen.push(String(record.get('n')))
    return seen
  },
  'iterator: next, peek, return': async (driver, wrap) => {
    const iterator = wrap(driver.session().run('RETURN 1 AS n')[Symbol.asyncIterator]())
    const [peeked, first, end] = [await iterator.peek(), await iterator.next(), await iterator.return()]
    return [peeked.value === first.value, first.done, end.done]
  },
  'iterator: its methods on their own': async driver => {
    const { next, peek, return: leave } = driver.session().run('RETURN 1 AS n')[Symbol.asyncIterator]()
    const [peeked, first, end] = [await peek(), await next(), await leave()]
    return [peeked.value === first.value, first.done, end.done]
  },

  'reactive session: run, lastBookmarks, close': async (driver, wrap) => {
    const session = wrap(driver.rxSession({ bookmarks: ['a'] }))
    const result = wrap(session.run('RETURN 1 AS n'))
    return [await watch(result.records()), await watch(result.keys()), session.lastBookmarks(), await watch(session.close())]
  },
  'reactive result: consume': async (driver, wrap) => (await watch(wrap(driver.rxSession().run('RETURN 1 AS n')).consume())).length,
  'reactive result: pause, push, resume': async (driver, wrap) => {
    const result = wrap(driver.rxSession().run('RETURN 1 AS n'))
    result.pause()
    const seen = watch(result.records())
    await aWhile()
    await result.push()
    await result.resume()
    return (await seen).length
  },
  'reactive transaction': async (driver, wrap) => await new Promise((resolve, reject) => {
    wrap(driver.rxSession()).beginTransaction().subscribe({
      error: reject,
      next: original => {
        const tx = wrap(original)
        void (async () => [tx.isOpen(), await watch(tx.run('RETURN 1 AS n').records()), await watch(tx.commit()), await watch(tx.close()), tx.isOpen()])().then(resolve, reject)
      }
    })
  }),
  'reactive transaction: rollback': async (driver, wrap) => await new Promise((resolve, reject) => {
    driver.rxSession().beginTransaction().subscribe({ error: reject, next: tx => { watch(wrap(tx).rollback()).then(resolve, reject) } })
  }),
  'reactive transaction functions': async (driver, wrap) => {
    const session = wrap(driver.rxSession())
    return [
      await watch(session.executeRead(tx => wrap(tx).run('RETURN 1 AS n').keys())),
      await watch(session.executeWrite(tx => wrap(tx).run('RETURN 1 AS n').keys()))
    ]
  }
}

describe.each(Object.entries(programs))('%s', (_, program) => {
  let expected: unknown

  it('does the same as in neo4j-driver', async () => {
    expected = await outcome(theirs, program, unwrapped)
    expect(await outcome(own, program, unwrapped)).toEqual(expected)
  })

  it.each(wrappings)('works behind %s', async (_, wrap) => {
    expect(await outcome(own, program, wrap)).toEqual(expected)
  })
})

it.each(standIns)('values behind %s are parameters as in neo4j-driver', async (_, wrap) => {
  const received = async (neo: typeof neo4j, name: string): Promise<unknown> => {
    const { Date, DateTime, Duration, Integer, LocalDateTime, LocalTime, Point, Time } = neo.types
    const values: Record<string, object> = {
      integer: Integer.fromValue(5), point: new Point(7203, 1, 2), duration: new Duration(1, 2, 3, 4), date: new Date(2024, 2, 29), time: new Time(1, 2, 3, 4, 3600),
      localTime: new LocalTime(1, 2, 3, 4), localDateTime: new LocalDateTime(2024, 2, 29, 1, 2, 3, 4), dateTime: new DateTime(2024, 2, 29, 1, 2, 3, 4, 3600),
      vector: neo.vector(Float32Array.of(1, 2)), list: [1, 'a'], map: { a: 1 }
    }
    const server = await BoltServer.start(script, { version: '6.0' })
    const driver = neo.driver(server.uri)
    try {
      await driver.session().run('RETURN $v', { v: wrap(values[name]) })
      return server.received.flat().find(({ name }) => name === 'RUN')?.fields[1]
    } catch (error) {
      return error
    } finally {
      await driver.close()
      await server.close()
    }
  }
  for (const name of ['integer', 'point', 'duration', 'date', 'time', 'localTime', 'localDateTime', 'dateTime', 'vector', 'list', 'map']) {
    const theirs = await received(official as unknown as typeof neo4j, name)
    if (!(theirs instanceof Error)) expect([name, await received(neo4j, name)]).toEqual([name, theirs])
  }
})

describe('a bookmark manager whose getBookmarks is replaced is asked through it, as in neo4j-driver', () => {
  const replacements: Array<[string, (manager: BookmarkManager, get: () => Promise<string[]>) => BookmarkManager]> = [
    ['by a spy', (manager, get) => { jest.spyOn(manager, 'getBookmarks').mockImplementation(get); return manager }],
    ['by an own property', (manager, get) => Object.assign(manager, { getBookmarks: get })],
    ['in its prototype', (manager, get) => Object.setPrototypeOf(manager, Object.assign(Object.create(Object.getPrototypeOf(manager) as object), { getBookmarks: get })) as BookmarkManager],
    ['behind a Proxy', (manager, get) => new Proxy(manager, { get: (target, key, receiver): unknown => key === 'getBookmarks' ? get : Reflect.get(target, key, receiver) })],
    ['in an object made of it', (manager, get) => Object.create(manager, { getBookmarks: { value: get } }) as BookmarkManager]
  ]
  it.each(replacements)('%s', async (_, replace) => {
    const sent = async (driverOf: typeof neo4j): Promise<unknown[]> => {
      const server = await BoltServer.start(script)
      const driver = driverOf.driver(server.uri)
      try {
        const manager = replace(driverOf.bookmarkManager({ initialBookmarks: ['kept'] }), async () => ['replaced'])
        await driver.session({ bookmarkManager: manager }).run('RETURN 1')
        await driver.executeQuery('RETURN 1', {}, { bookmarkManager: manager })
        return server.received.flat().filter(({ name }) => name === 'RUN' || name === 'BEGIN').map(({ fields }) => (fields.at(-1) as { bookmarks?: string[] }).bookmarks)
      } finally {
        await driver.close()
        await server.close()
      }
    }
    const ours = await sent(neo4j)
    expect(ours).toContainEqual(['replaced'])
    expect(ours).not.toContainEqual(['kept'])
    expect(ours).toEqual(await sent(official as unknown as typeof neo4j))
  })
})

describe('executeQuery goes through what tracing tools replace, as in neo4j-driver:', () => {
  afterEach(() => { jest.restoreAllMocks() })

  it.each(['executeWrite', 'close'] as const)('Session.prototype.%s', async name => {
    for (const { prototype, open } of [{ prototype: official.Session.prototype as unknown as Session, open: theirs }, { prototype: neo4j.Session.prototype, open: own }]) {
      const spy = jest.spyOn(prototype, name)
      await outcome(open, async driver => await driver.executeQuery('RETURN 1'), unwrapped)
      expect(spy).toHaveBeenCalledTimes(1)
    }
  })

  it('Session.prototype.executeRead', async () => {
    for (const { prototype, open } of [{ prototype: official.Session.prototype as unknown as Session, open: theirs }, { prototype: neo4j.Session.prototype, open: own }]) {
      const spy = jest.spyOn(prototype, 'executeRead')
      await outcome(open, async driver => await driver.executeQuery('RETURN 1', {}, { routing: 'READ' }), unwrapped)
      expect(spy).toHaveBeenCalledTimes(1)
    }
  })

  it('Driver.prototype.session, but not a session() that the driver was given later', async () => {
    for (const { prototype, open } of [{ prototype: official.Driver.prototype as unknown as Driver, open: theirs }, { prototype: neo4j.Driver.prototype, open: own }]) {
      const spy = jest.spyOn(prototype, 'session')
      await outcome(open, async driver => {
        Object.assign(driver, { session: () => { throw new Error('must not be called') } })
        await driver.executeQuery('RETURN 1')
        await watch(driver.rxSession().close())
      }, unwrapped)
      expect(spy).toHaveBeenCalledTimes(1)
    }
  })

  it('executeQueryBookmarkManager', async () => {
    for (const open of [theirs, own]) {
      const getBookmarks = jest.fn(async () => ['asked'])
      await outcome(open, async driver => {
        Object.defineProperty(driver, 'executeQueryBookmarkManager', { value: { getBookmarks, updateBookmarks: async () => {} } })
        return await driver.executeQuery('RETURN 1')
      }, unwrapped)
      expect(getBookmarks).toHaveBeenCalled()
    }
  })
})
