import { Codec } from '../../../src/bolt/codec.js'
import { begin, run, type TransactionSettings } from '../../../src/bolt/messages.js'
import { Outgoing } from '../../../src/bolt/outgoing.js'
import { MAX_NESTING } from '../../../src/packstream/markers.js'
import { Date, DateTime, Duration, Time } from '../../../src/types/temporal/index.js'
import { Point } from '../../../src/types/spatial.js'
import { MemoryTransport } from '../../helpers/memory-transport.js'
import { LATEST } from '../../helpers/wire.js'

const SETTINGS: TransactionSettings = {
  mode: 'WRITE', bookmarks: [], database: undefined, impersonatedUser: undefined, timeout: null, metadata: null, notificationFilter: undefined
}
const BIG = 2n ** 63n

function errorOf (parameters: object, metadata: object | null = null): Error {
  const outgoing = new Outgoing(new MemoryTransport(), new Codec({ integers: 'integer' }).writer(LATEST))
  try {
    outgoing.write(run(LATEST, 'RETURN 1', parameters, { ...SETTINGS, metadata }))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ProtocolError' })
    return error as Error
  }
  throw new Error('nothing was refused')
}

describe('the error of a parameter that can not be sent', () => {
  it.each<[string, object, string]>([
    ['a parameter', { id: BIG }, '$id'],
    ['an entry of a list of maps', { rows: [{ id: 1n }, { id: 2n }, { id: 3n }, { id: BIG }] }, '$rows[3].id'],
    ['an item of a list', { list: [[1], [2, BIG]] }, '$list[1][1]'],
    ['an element of a Set', { set: new Set([1, BIG]) }, '$set[1]'],
    ['a value of a Map', { map: new Map([['a', BIG]]) }, '$map[0][1]'],
    ['an offset', { t: new Time(1, 2, 3, 4, BIG as never) }, '$t'],
    ['an offset of a date-time', { t: new DateTime(2020, 1, 2, 3, 4, 5, 6, BIG as never) }, '$t'],
    ['an srid', { p: [new Point(BIG, 1, 2)] }, '$p[0]'],
    ['a year', { d: Object.assign(Object.create(Date.prototype), { year: 10n ** 30n, month: 1n, day: 1n }) }, '$d'],
    ['no number in a Duration', { d: new Duration(NaN, 0, 0, 0) }, '$d'],
    ['a function', { a: { b: () => 1 } }, '$a.b'],
    ['a getter before it that throws when it is called twice', { get once () { return [BIG] }, bad: BIG }, '$bad']
  ])('names %s', (_, parameters, path) => {
    expect(errorOf(parameters).message.endsWith(`(parameter ${path})`)).toBe(true)
  })

  it('names an entry of the metadata of a transaction', () => {
    expect(errorOf({}, { job: [BIG] }).message).toContain('(transaction metadata.job[0])')
    const outgoing = new Outgoing(new MemoryTransport(), new Codec({ integers: 'integer' }).writer(LATEST))
    expect(() => { outgoing.write(begin(LATEST, { ...SETTINGS, metadata: { job: BIG } })) }).toThrow('(transaction metadata.job)')
  })

  it('does not depend on the user\'s code', () => {
    const proxy = new Proxy({ a: BIG }, { getOwnPropertyDescriptor: (target, key) => {
      if (++asked > 1) throw new Error('mine')
      return Reflect.getOwnPropertyDescriptor(target, key)
    } })
    let asked = -10
    expect(errorOf({ first: proxy, second: BIG }).message).toContain('does not fit into 64 bits')
  })

  it.each([['lists', (inner: unknown) => [inner]], ['maps', (inner: unknown) => ({ ['key'.repeat(30)]: inner })]])('is short for %s nested beyond the limit', (_, nest) => {
    for (const depth of [MAX_NESTING + 1, 100_000]) {
      let value: unknown = 1
      for (let i = 0; i < depth; i++) value = nest(value)
      const { message } = errorOf({ deep: value })
      expect(message).toContain(`nested deeper than ${MAX_NESTING} levels`)
      expect(message).toContain('parameter $deep')
      expect(message.length).toBeLessThan(300)
    }
  })

  it('is short for what contains itself, and for long keys and texts', () => {
    const map: Record<string, unknown> = {}
    map['k'.repeat(10_000)] = [map]
    expect(errorOf({ map }).message.length).toBeLessThan(300)
    expect(errorOf({ map: { ['k'.repeat(10_000)]: 10n ** 10_000n } }).message.length).toBeLessThan(300)
    expect(errorOf({ f: Object.assign(() => 1, { toString: () => 'x'.repeat(10_000) }) }).message.length).toBeLessThan(300)
  })
})
