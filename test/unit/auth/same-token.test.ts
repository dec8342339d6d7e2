import fc from 'fast-check'
import { sameToken, userKey } from '../../../src/auth/same-token.js'
import { auth } from '../../../src/auth/tokens.js'
import { int } from '../../../src/types/integer.js'
import { type AuthToken } from '../../../src/types/auth-token.js'

const custom = (value: unknown): AuthToken => ({ scheme: 'own', principal: 'ann', credentials: 'pw', parameters: { value } })

class Pin { constructor (readonly digits: string) {} }

function nested (depth: number, end: unknown): unknown {
  let value = end
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value }
  return value
}

function cyclic (): unknown {
  const value: Record<string, unknown> = {}
  value.a = value.b = [value]
  return value
}

/** A lattice of few objects with more paths through it than can be walked. */
function lattice (): unknown {
  let value: unknown = 1
  for (let i = 0; i < 90; i++) value = [value, value]
  return value
}

/** Pairs of values that are made the same way, but not surely equal. */
const DOUBTFUL: Array<[what: string, make: () => unknown]> = [
  ['a Set', () => new Set(['a'])],
  ['a Map', () => new Map([['a', 1]])],
  ['a Date', () => new Date(0)],
  ['an instance of a class', () => new Pin('1')],
  ['an Integer', () => int(1)],
  ['a typed array of other numbers', () => new Float64Array([1])],
  ['a view of a buffer', () => new DataView(new ArrayBuffer(1))],
  ['a RegExp', () => /a/],
  ['a function', () => () => 1],
  ['a symbol', () => Symbol('a')],
  ['a boxed string', () => Object('a')],
  ['an object that contains itself', cyclic],
  ['an object with more paths than can be walked', lattice],
  ['an object nested 50,000 deep', () => nested(50_000, 1)],
  ['an object with a getter that throws', () => ({ get a () { throw new Error('mine') } })],
  ['a Proxy that throws', () => new Proxy({}, { getPrototypeOf: () => { throw new Error('mine') } })]
]

/** Values each of which differs from all others. */
const DIFFERENT: unknown[] = [
  null, undefined, true, false, 0, -0, 1, NaN, Infinity, 1n, '', '1', 'null', 'NaN', 'undefined', 'true',
  [], {}, [undefined], new Array(1), [1], ['1'], [[1]], { 0: 1 }, { a: 1 }, { a: undefined }, { b: 1 }, { a: 1, b: 1 }, { a: { b: 1 } },
  Buffer.from('a'), Buffer.from('b'), new Uint8Array([97]), new Uint8Array([97, 0]), new Int8Array([97]), Uint8Array.of(97).buffer, [97], { 0: 97 },
  nested(20, 1), nested(20, 2), ['object', 'null'], { toString: () => 'a' },
  ...DOUBTFUL.flatMap(([, make]) => [make(), make()])
]

describe('two tokens', () => {
  it.each(DOUBTFUL)('are not the same if they hold %s each, and are if they share it', (_, make) => {
    expect(sameToken(custom(make()), custom(make()))).toBe(false)
    const shared = make()
    expect(sameToken(custom(shared), custom(shared))).toBe(true)
  })

  it('are not the same if they differ anywhere', () => {
    DIFFERENT.forEach((a, i) => DIFFERENT.forEach((b, j) => {
      if (i !== j && sameToken(custom(a), custom(b))) throw new Error(`values ${i} and ${j} count as the same`)
    }))
    expect(DIFFERENT.length).toBeGreaterThan(70)
  })

  it('are the same if they are made of the same primitives, plain objects, arrays and bytes', () => {
    const content = (): unknown => ({
      nan: NaN, zero: -0, none: null, missing: undefined, big: 2n ** 70n, list: [1, ['a', {}]], empty: Object.create(null),
      buffer: Buffer.from('secret'), bytes: new Uint8Array([1, 2]), signed: new Int8Array([-1]), raw: Uint8Array.of(3).buffer, deep: nested(50, 1)
    })
    expect(sameToken(custom(content()), custom(content()))).toBe(true)
    expect(userKey(custom(content()), undefined)).toBe(userKey(custom(content()), undefined))
  })

  it('are the same whatever the order of their fields', () => {
    expect(sameToken({ scheme: 'own', principal: 'a' }, { principal: 'a', scheme: 'own' })).toBe(true)
    expect(userKey({ scheme: 'own', principal: 'a' } as AuthToken, undefined)).toBe(userKey({ principal: 'a', scheme: 'own' } as AuthToken, undefined))
  })
})

describe('the key of a user', () => {
  it('is the same for one name, whatever the password', () => {
    expect(userKey(auth.basic('ann', 'old'), undefined)).toBe(userKey(auth.basic('ann', 'new'), undefined))
    expect(userKey(auth.basic('ann', 'old'), 'bob')).toBe(userKey(undefined, 'bob'))
  })

  it('is no other user\'s, however they are named', () => {
    const names = ['', 'ann', 'DEFAULT', 'driver', 'none', 'basic:ann', 'basic 3 ann', '3 ann', 'ann 3', '["custom"]', '{"principal":"ann","scheme":"own"}', 'home of driver']
    const realms = ['', 'ann', 'realm']
    const keys = [
      userKey(undefined, undefined),
      userKey(auth.none(), undefined),
      ...names.map(name => userKey(undefined, name)),
      ...names.flatMap(name => realms.map(realm => userKey(auth.basic(name, 'pw', realm === '' ? undefined : realm), undefined))),
      ...names.map(name => userKey(auth.bearer(name), undefined)),
      ...names.map(name => userKey(auth.kerberos(name), undefined)),
      ...names.filter(name => name !== 'none').map(name => userKey({ scheme: name, principal: 'ann', credentials: 'pw' }, undefined)),
      ...[5, '5', [5], { a: 5 }].map(name => userKey(auth.basic(name as never, 'pw'), undefined)),
      ...DIFFERENT.map(value => userKey(custom(value), undefined))
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('differs for names and realms that run into each other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', ' ', ':', '"'), maxLength: 4 })
    fc.assert(fc.property(text, text, text, text, (name, realm, otherName, otherRealm) => {
      fc.pre(name !== otherName || realm !== otherRealm)
      expect(userKey(auth.basic(name, 'pw', realm), undefined)).not.toBe(userKey(auth.basic(otherName, 'pw', otherRealm), undefined))
    }))
  })

  it('is made without running code of the program', () => {
    const mine = jest.fn()
    const token = custom([
      { toJSON: mine }, { toString: mine, valueOf: mine }, { get a () { return mine() as unknown } },
      new Proxy({}, { get: mine, ownKeys: mine, getPrototypeOf: mine, getOwnPropertyDescriptor: mine }), Object.assign(new Map(), { toJSON: mine })
    ])
    expect(userKey(token, undefined)).toBe(userKey(token, undefined))
    expect(mine).not.toHaveBeenCalled()
  })
})
