import { newError } from '../../../src/error.js'
import { Limit } from '../../../src/limit.js'
import { Logger } from '../../../src/log.js'
import { ServerAddress } from '../../../src/net/address.js'
import type { HostLookup, Resolver } from '../../../src/net/resolve.js'
import { newEntry } from '../../../src/pool/entry.js'
import { Lease } from '../../../src/pool/lease.js'
import type { ConnectionRequest } from '../../../src/pool/connection-provider.js'
import { Discovery, type Search } from '../../../src/routing/discovery.js'
import { HomeDatabases } from '../../../src/routing/home-databases.js'
import { Refreshes } from '../../../src/routing/refreshes.js'
import { RoutingTables } from '../../../src/routing/routing-tables.js'
import { readRoutingTable, type RoutingTable } from '../../../src/routing/routing-table.js'
import { type Stage, stageConnection } from '../../helpers/connection.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { clusterOf } from './raw-tables.js'

/** How long a search may take; its callers mostly have more. */
const SEARCH_TIMEOUT = 1000
const SEED = ServerAddress.fromUrl('seed')
const request = (database?: string, more: Partial<ConnectionRequest> = {}): ConnectionRequest =>
  ({ mode: 'READ', database, impersonatedUser: undefined, auth: undefined, ...more })

interface PendingSearch extends Search {
  find: (table: RoutingTable) => Promise<void>
  fail: (error: Error) => Promise<void>
}

interface RefreshStage {
  refreshes: Refreshes
  clock: FakeClock
  tables: RoutingTables
  searches: PendingSearch[]
  refresh: (request: ConnectionRequest, timeout?: number, bookmarks?: string[]) => Promise<RoutingTable>
  tableOf: (database: string | undefined, reader?: string) => RoutingTable
}

/** Searches that end when the test says so, or, with a `discovery`, as that has it. */
function stageRefreshes (makeDiscovery?: (clock: FakeClock) => Pick<Discovery, 'find'>): RefreshStage {
  const clock = new FakeClock()
  const tables = new RoutingTables(clock)
  const searches: PendingSearch[] = []
  const discovery = makeDiscovery?.(clock) ?? {
    find: async (search: Search) => await new Promise<RoutingTable>((resolve, reject) => {
      searches.push({
        ...search,
        find: async table => { resolve(table); await settle() },
        fail: async error => { reject(error); await settle() }
      })
    })
  }
  const refreshes = new Refreshes({
    discovery, seed: SEED, tables, homes: new HomeDatabases(), pools: { retire: () => {} }, log: Logger.noOp(), newLimit: () => new Limit(SEARCH_TIMEOUT, clock)
  })
  return {
    refreshes,
    clock,
    tables,
    searches,
    refresh: (request, timeout = Infinity, bookmarks = []) => {
      const table = refreshes.refresh(request, bookmarks, new Limit(timeout, clock))
      // Tests look at it later.
      table.catch(() => {})
      return table
    },
    tableOf: (database, reader = 'reader') => readRoutingTable(clusterOf({ READ: [reader] }), database, SEED, clock)
  }
}

/** What became of a promise by now: the readers of a table, or the message of an error. */
async function stateOf (promise: Promise<RoutingTable>): Promise<string> {
  return await Promise.race([
    promise.then(table => table.readers.join(), (error: Error) => `rejected: ${error.message}`),
    settle().then(() => 'pending')
  ])
}

describe('searches for a routing table', () => {
  const anna = { scheme: 'basic', principal: 'anna', credentials: 'a' }
  it.each<[string, ConnectionRequest, ConnectionRequest, number]>([
    ['one database', request('movies'), request('movies'), 1],
    ['one database, to read and to write', request('movies'), request('movies', { mode: 'WRITE' }), 1],
    ['one database, for different users', request('movies'), request('movies', { auth: anna }), 1],
    ['two databases', request('movies'), request('books'), 2],
    ['the home of one user', request(), request(), 1],
    ['the homes of two users', request(undefined, { auth: anna }), request(undefined, { impersonatedUser: 'bert' }), 2],
    // A user that logs in may be of a realm, and have another home than an impersonated user of that name.
    ['the homes of a user that logs in, and of an impersonated one with the same name', request(undefined, { auth: anna }), request(undefined, { impersonatedUser: 'anna' }), 2],
    ['a database named «home of DEFAULT», and a home', request('home of DEFAULT'), request(), 2],
    ['a database named «home:DEFAULT», and a home', request('home:DEFAULT'), request(), 2],
    ['a database named «DEFAULT», and a home', request('DEFAULT'), request(), 2],
    ['a database named «database:movies», and one named «movies»', request('database:movies'), request('movies'), 2]
  ])('are shared by callers that want the same: %s', async (_, one, other, count) => {
    const { refresh, searches, tableOf } = stageRefreshes()
    const wanted = [refresh(one), refresh(other)]
    await settle()
    expect(searches).toHaveLength(count)
    for (const search of searches) await search.find(tableOf(search.request.database))
    expect(await Promise.all(wanted.map(stateOf))).toEqual(['reader:7687', 'reader:7687'])
  })

  it.each<[string, (stage: RefreshStage) => Promise<void>]>([
    ['it has found a table', async ({ searches, tableOf }) => { await searches[0].find(tableOf('movies')) }],
    ['it has failed', async ({ searches }) => { await searches[0].fail(newError('no router', 'ServiceUnavailable')) }],
    ['its time was up', async ({ clock }) => { await clock.advance(SEARCH_TIMEOUT) }]
  ])('begin anew for the next caller when %s', async (_, end) => {
    const stage = stageRefreshes()
    const first = stage.refresh(request('movies'))
    await settle()
    await end(stage)
    expect(await stateOf(first)).not.toBe('pending')
    const second = stage.refresh(request('movies'))
    await settle()
    expect([stage.searches.length, await stateOf(second)]).toEqual([2, 'pending'])
    await stage.searches[1].find(stage.tableOf('movies', 'new'))
    expect(await stateOf(second)).toBe('new:7687')
    expect(stage.clock.pending).toBe(0)
  })

  it('go on when the caller that began them gives up', async () => {
    const { refresh, searches, clock, tableOf, tables } = stageRefreshes()
    const [first, second] = [refresh(request('movies'), 100), refresh(request('movies'), 500)]
    await clock.advance(100)
    expect([await stateOf(first), await stateOf(second)]).toEqual([expect.stringMatching('timed out in 100 ms'), 'pending'])
    await searches[0].find(tableOf('movies'))
    expect([searches.length, await stateOf(second), tables.get('movies')?.readers.join()]).toEqual([1, 'reader:7687', 'reader:7687'])
  })

  it('that run out of time are begun once more by later callers that have time left', async () => {
    const { refresh, searches, clock, tableOf } = stageRefreshes()
    const first = refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT - 1)
    const late = [refresh(request('movies')), refresh(request('movies')), refresh(request('movies'), 1)]
    await clock.advance(1)
    expect([await stateOf(first), await stateOf(late[2])]).toEqual(Array(2).fill(expect.stringMatching('No router has sent')))
    expect(searches).toHaveLength(2)
    await searches[1].find(tableOf('movies'))
    expect(await Promise.all(late.slice(0, 2).map(stateOf))).toEqual(['reader:7687', 'reader:7687'])
  })
})

describe('what comes after a search has run out of time changes nothing', () => {
  it('a table', async () => {
    const { refresh, searches, clock, tableOf, tables } = stageRefreshes()
    void refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT)
    await searches[0].find(tableOf('movies', 'late'))
    expect(tables.size).toBe(0)
    const second = refresh(request('movies'))
    await settle()
    await searches[1].find(tableOf('movies', 'new'))
    expect([await stateOf(second), tables.get('movies')?.readers.join()]).toEqual(['new:7687', 'new:7687'])
  })

  it('a table, while the next search runs', async () => {
    const { refresh, searches, clock, tableOf, tables } = stageRefreshes()
    void refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT)
    const second = refresh(request('movies'))
    await settle()
    await searches[0].find(tableOf('movies', 'late'))
    const third = refresh(request('movies'))
    await settle()
    expect([searches.length, await stateOf(second), tables.size]).toEqual([2, 'pending', 0])
    await searches[1].find(tableOf('movies', 'new'))
    expect([await stateOf(second), await stateOf(third)]).toEqual(['new:7687', 'new:7687'])
  })

  it('an error', async () => {
    const { refresh, searches, clock, tableOf, tables } = stageRefreshes()
    void refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT)
    const second = refresh(request('movies'))
    await settle()
    await searches[1].find(tableOf('movies', 'new'))
    await searches[0].fail(newError('much later'))
    expect([await stateOf(second), tables.get('movies')?.readers.join()]).toEqual(['new:7687', 'new:7687'])
  })
})

describe('a search that fails', () => {
  it('takes the old table of its database away', async () => {
    const { refresh, searches, tableOf, tables } = stageRefreshes()
    tables.add(tableOf('movies', 'old'))
    const wanted = refresh(request('movies'))
    await settle()
    expect(searches[0].known?.readers.join()).toBe('old:7687')
    await searches[0].fail(newError('no router', 'ServiceUnavailable'))
    expect([await stateOf(wanted), tables.size]).toEqual(['rejected: no router', 0])
  })

  it('leaves a table that another search has found meanwhile', async () => {
    const { refresh, searches, tableOf, tables } = stageRefreshes()
    tables.add(tableOf('movies', 'old'))
    void refresh(request('movies'))
    // The home database turns out to be the same.
    void refresh(request())
    await settle()
    await searches[1].find(tableOf('movies', 'new'))
    await searches[0].fail(newError('no router', 'ServiceUnavailable'))
    expect(tables.get('movies')?.readers.join()).toBe('new:7687')
  })
})

describe('closing the driver', () => {
  it('ends all waits for a table at once, and takes over nothing that comes later', async () => {
    const { refreshes, refresh, searches, clock, tableOf, tables } = stageRefreshes()
    const wanted = [refresh(request('movies')), refresh(request('movies')), refresh(request())]
    await settle()
    refreshes.close()
    expect(await Promise.all(wanted.map(stateOf))).toEqual(Array(3).fill(expect.stringMatching('rejected: Pool is closed')))
    await searches[0].find(tableOf('movies'))
    expect([tables.size, clock.pending]).toEqual([0, 0])
    expect(await stateOf(refresh(request('movies')))).toMatch('rejected: Pool is closed')
    expect(searches).toHaveLength(2)
  })
})

describe('a callback or a router that never answers', () => {
  const never = async (): Promise<never> => await new Promise(() => {})

  interface Hanging { resolver?: Resolver, lookup?: HostLookup, acquire?: (address: ServerAddress) => Promise<Lease> }

  const refuse = async (): Promise<never> => { throw newError('refused', 'ServiceUnavailable') }

  function searching (hanging: Hanging): RefreshStage {
    return stageRefreshes(clock => new Discovery({
      servers: { acquire: hanging.acquire ?? refuse },
      seed: SEED,
      resolver: hanging.resolver,
      lookup: hanging.lookup ?? (async () => []),
      routingContext: {},
      routerTimeout: SEARCH_TIMEOUT * 10,
      log: Logger.noOp(),
      clock
    }))
  }

  it.each<[string, (asked: () => Promise<void>) => Hanging]>([
    ['resolver', asked => ({ resolver: async () => { await asked(); return await never() } })],
    ['DNS', asked => ({ lookup: async () => { await asked(); return await never() } })],
    ['connection to a router', asked => ({ acquire: async () => { await asked(); return await never() } })],
    ['router, once connected', asked => ({ acquire: async () => { await asked(); return leaseOf(stageConnection()) } })]
  ])('ends the search by its own limit, and the next call asks again: %s', async (_, hang) => {
    let asked = 0
    const { refresh, clock } = searching(hang(async () => { asked++ }))
    for (const calls of [1, 2]) {
      const wanted = refresh(request('movies'))
      await clock.advance(SEARCH_TIMEOUT - 1)
      expect(await stateOf(wanted)).toBe('pending')
      await clock.advance(1)
      expect(await stateOf(wanted)).toMatch(/rejected: .* in 1000 ms/)
      expect([asked, clock.pending]).toEqual([calls, 0])
    }
  })

  it('does not cost the table its routers, nor has others asked, when it fails too late', async () => {
    let fail!: (error: Error) => void
    const acquire = jest.fn(async () => await new Promise<never>((_, reject) => { fail = reject }))
    const { refresh, clock, tables, tableOf } = searching({ acquire })
    const known = tableOf('movies')
    tables.add(known)
    void refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT)
    fail(newError('refused', 'ServiceUnavailable'))
    await settle()
    expect([acquire.mock.calls.length, known.routers.join()]).toEqual([1, 'router:7687'])
  })

  it('gives its router’s place back when it answers too late, and its table is not taken over', async () => {
    const stage = stageConnection()
    const takeBack = jest.fn()
    const { refresh, clock, tables } = searching({ acquire: async () => leaseOf(stage, takeBack) })
    void refresh(request('movies'))
    await clock.advance(SEARCH_TIMEOUT)
    stage.say(server.success({ rt: clusterOf({}) }))
    await settle()
    expect([tables.size, takeBack.mock.calls.length, stage.connection.isOpen]).toEqual([0, 1, false])
  })
})

function leaseOf ({ connection }: Stage, takeBack = (): void => {}): Lease {
  return new Lease(newEntry(connection, 0, Infinity, true), { takeBack, warnAfter: () => {} }, request(), true)
}

it('a caller that gives up leaves a search of others, also one with other bookmarks than its own', async () => {
  const { refreshes, clock, searches, tableOf } = stageRefreshes()
  const first = refreshes.refresh(request('movies'), [], new Limit(Infinity, clock))
  const limit = new Limit(Infinity, clock)
  const second = refreshes.refresh(request('movies'), ['bookmark'], limit)
  await settle()
  limit.cancel(newError('given up'))
  await expect(second).rejects.toThrow('given up')
  expect(searches).toHaveLength(1)
  await searches[0].find(tableOf('movies'))
  await expect(first).resolves.toBeDefined()
})
