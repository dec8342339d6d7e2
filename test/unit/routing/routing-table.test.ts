import { int } from '../../../src/types/integer.js'
import { ServerAddress } from '../../../src/net/address.js'
import { RoutingTables } from '../../../src/routing/routing-tables.js'
import { type RawRoutingTable, readRoutingTable, type RoutingTable } from '../../../src/routing/routing-table.js'
import { FakeClock } from '../../helpers/fake-clock.js'
import { clusterOf } from './raw-tables.js'

const router = ServerAddress.fromUrl('router:7687')
const hosts = (addresses: readonly ServerAddress[]): string[] => addresses.map(address => address.asHostPort())

function read (raw: RawRoutingTable, database?: string, clock = new FakeClock()): RoutingTable {
  return readRoutingTable(raw, database, router, clock)
}

describe('a routing table', () => {
  it('sorts servers by what they do, in the router\'s order', () => {
    const table = read(clusterOf({ ROUTE: ['r1', 'r2:9000'], READ: ['a', 'b', '[::1]:1'], WRITE: ['w'] }))
    expect(hosts(table.routers)).toEqual(['r1:7687', 'r2:9000'])
    expect(hosts(table.serversFor('READ'))).toEqual(['a:7687', 'b:7687', '[::1]:1'])
    expect(hosts(table.serversFor('WRITE'))).toEqual(['w:7687'])
  })

  it('passes over roles that are yet to be invented, also those named like methods of objects', () => {
    const raw = clusterOf({ ROUTE: ['r'], READ: ['a'], WRITE: ['w'] })
    raw.servers = [...raw.servers as object[], { role: 'ANALYSE', addresses: ['x'] }, { role: 'toString', addresses: 5 }]
    expect(read(raw).named.size).toBe(3)
  })

  it.each([
    ['the database that was asked for', 'asked', 'told', 'asked'],
    ['the name that the server gives for the home database', undefined, 'told', 'told'],
    ['no name, from servers before 4.4', undefined, undefined, undefined],
    ['no name, if it is null', undefined, null, undefined]
  ])('is for %s', (_, asked, told, expected) => {
    expect(read({ ...clusterOf({}), db: told }, asked).database).toBe(expected)
  })

  it.each([
    ['a number', 300, 300],
    ['an Integer', int(300), 300],
    ['a bigint', 300n, 300],
    ['nothing left', 0, 0],
    ['the greatest integer there is', int('9223372036854775807'), 2 ** 63]
  ])('is valid for so many seconds as the router says: %s', async (_, ttl, seconds) => {
    const clock = new FakeClock()
    await clock.advance(5000)
    expect(read({ ...clusterOf({}), ttl }, undefined, clock).expiresAt).toBe(5000 + seconds * 1000)
  })

  it.each([
    ['no routers', clusterOf({ ROUTE: [] }), 'Received no routers from router router:7687'],
    ['no readers', clusterOf({ READ: [] }), 'Received no readers from router router:7687'],
    ['no ttl', { ...clusterOf({}), ttl: undefined }, /Unable to parse TTL entry from router router:7687/],
    ['a ttl of null', { ...clusterOf({}), ttl: null }, /Unable to parse TTL entry/],
    ['a negative ttl', { ...clusterOf({}), ttl: -1 }, /Unable to parse TTL entry/],
    ['a ttl that is not a number', { ...clusterOf({}), ttl: 'soon' }, /Unable to parse TTL entry/],
    ['a ttl that is a map', { ...clusterOf({}), ttl: { toString: 1 } }, /Unable to parse TTL entry/],
    ['a ttl that is a list', { ...clusterOf({}), ttl: [5] }, /Unable to parse TTL entry/],
    ['a ttl that is a text of digits', { ...clusterOf({}), ttl: '300' }, /Unable to parse TTL entry/],
    ['nothing at all', null as never, /Unable to parse TTL entry/],
    ['a list instead of a map', [] as never, /Unable to parse TTL entry/],
    ['a database that is not a string', { ...clusterOf({}), db: 5 as never }, /Unable to parse the name of the database/],
    ['addresses that are bytes', { ttl: 1, servers: [{ role: 'READ', addresses: Int8Array.of(1) }] }, /Unable to parse servers entry/],
    ['no servers', { ttl: 1, servers: null }, /Unable to parse servers entry from router router:7687/],
    ['addresses that are not a list', { ttl: 1, servers: [{ role: 'READ', addresses: 5 }] }, /Unable to parse servers entry/],
    ['an address that is not a string', { ttl: 1, servers: [{ role: 'READ', addresses: [5] }] }, /Unable to parse servers entry/],
    ['an address with an impossible port', { ttl: 1, servers: [{ role: 'READ', addresses: ['a:70000'] }] }, /Illegal port/]
  ])('is refused with %s', (_, raw, message) => {
    expect(() => read(raw)).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringMatching(message) }))
  })

  it('may come without writers', () => {
    expect(read(clusterOf({ WRITE: [] })).cameWithoutWriters).toBe(true)
    const table = read(clusterOf({ WRITE: ['w'] }))
    table.forgetWriter('w:7687')
    expect(table.cameWithoutWriters).toBe(false)
  })

  it('is fresh until its time is over, while it has a router and a server for the work', () => {
    const fresh = (change: (table: RoutingTable) => void, now = 0): boolean[] => {
      const table = read(clusterOf({ ROUTE: ['r'], READ: ['a'], WRITE: ['w'] }))
      change(table)
      return [table.isFresh('READ', now), table.isFresh('WRITE', now)]
    }
    expect(fresh(() => {})).toEqual([true, true])
    expect(fresh(() => {}, 300_000)).toEqual([false, false])
    expect(fresh(table => { table.forgetRouter('r:7687') })).toEqual([false, false])
    expect(fresh(table => { table.forget('a:7687') })).toEqual([false, true])
    expect(fresh(table => { table.forgetWriter('w:7687') })).toEqual([true, false])
    expect(fresh(table => { table.forgetWriter('a:7687') })).toEqual([true, true])
  })

  it('keeps a server that failed as a router, so that not all ways into the cluster are lost', () => {
    const table = read(clusterOf({ ROUTE: ['a'], READ: ['a', 'b'], WRITE: ['a'] }))
    table.forget('a:7687')
    expect([table.routers, table.readers, table.writers].map(hosts)).toEqual([['a:7687'], ['b:7687'], []])
  })

  it('can be read in logs', () => {
    expect(read(clusterOf({ ROUTE: ['r'], READ: ['a', 'b'], WRITE: [] }), 'movies').toString())
      .toBe('RoutingTable[database=movies, routers=[r:7687], readers=[a:7687,b:7687], writers=[]]')
    expect(read(clusterOf({})).toString()).toContain('database=default database')
  })
})

describe('the registry of routing tables', () => {
  const clock = new FakeClock()
  const tableOf = (database: string | undefined, readers: string[], ttl = 300): RoutingTable =>
    read({ ...clusterOf({ ROUTE: ['r'], READ: readers, WRITE: [] }), ttl }, database, clock)
  const names = (tables: RoutingTables, host: string): boolean => tables.names(ServerAddress.fromUrl(host))

  it('keeps one table for each database, and one for a home database without a name', () => {
    const tables = new RoutingTables(clock)
    tables.add(tableOf('one', ['a']))
    tables.add(tableOf('two', ['b']))
    tables.add(tableOf(undefined, ['c']))
    tables.add(tableOf('two', ['d']))
    expect(tables.size).toBe(3)
    expect(['one', 'two', undefined, 'three'].map(name => tables.get(name)?.readers.join())).toEqual(['a:7687', 'd:7687', 'c:7687', undefined])
  })

  it('knows which servers any table names', () => {
    const tables = new RoutingTables(clock)
    tables.add(tableOf('one', ['a', 'b']))
    tables.add(tableOf('two', ['b', 'c']))
    tables.add(tableOf('two', ['c']))
    expect(['a', 'b', 'c', 'r', 'x'].map(host => names(tables, host))).toEqual([true, true, true, true, false])
    tables.remove('one')
    expect(['a', 'b', 'c', 'r'].map(host => names(tables, host))).toEqual([false, false, true, true])
    tables.remove('one')
    tables.remove('two')
    expect(names(tables, 'r')).toBe(false)
  })

  it('still names a server that failed: connections in use elsewhere may be alive', () => {
    const tables = new RoutingTables(clock)
    tables.add(tableOf('one', ['a', 'b']))
    tables.forget(ServerAddress.fromUrl('a'))
    expect(tables.get('one')?.readers.join()).toBe('b:7687')
    expect(names(tables, 'a')).toBe(true)
  })

  it('forgets a server that is gone in the tables of all databases', () => {
    const tables = new RoutingTables(clock)
    for (const name of ['one', 'two', undefined]) tables.add(tableOf(name, ['a', 'b']))
    tables.forget(ServerAddress.fromUrl('a'))
    expect([...tables.all].map(table => table.readers.join())).toEqual(['b:7687', 'b:7687', 'b:7687'])
  })

  it('gives fresh tables only, and drops those that were not renewed for half a minute', async () => {
    const tables = new RoutingTables(clock)
    tables.add(tableOf('short', ['a'], 10))
    tables.add(tableOf('long', ['a'], 3600))
    expect(tables.fresh('short', 'READ')).toBeDefined()
    await clock.advance(10_000)
    expect(tables.fresh('short', 'READ')).toBeUndefined()
    expect(tables.fresh('long', 'WRITE')).toBeUndefined()
    await clock.advance(29_999)
    tables.removeLongExpired()
    expect(tables.get('short')).toBeDefined()
    await clock.advance(1)
    tables.removeLongExpired()
    expect(tables.get('short')).toBeUndefined()
    expect(tables.size).toBe(1)
  })
})
