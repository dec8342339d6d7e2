import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { Integer, type Integerable, inSafeRange, int, isInt, toNumber, toString } from '../../../src/types/integer.js'
import { outcome } from '../../helpers/outcome.js'

type AnyInteger = any

const Official = neo4j.Integer as any

const INT_32 = { min: -0x80000000, max: 0x7fffffff }
const boundaries = [0, 1, -1, 0x7fffffff, -0x80000000, 0x1fffff, 0x200000, -0x200000, -0x200001, 127, 128, -128, -129]
const half = fc.oneof(fc.integer(INT_32), fc.constantFrom(...boundaries), fc.integer({ min: -300, max: 300 }))
const halves = fc.oneof(
  fc.tuple(half, half),
  fc.integer({ min: -2000, max: 2000 }).map(value => [value, value < 0 ? -1 : 0] as [number, number])
)
const radix = fc.constantFrom(undefined, 2, 3, 8, 10, 16, 31, 36)
type Own = (low: number, high: number) => unknown
/** Makes the same operand for either copy: `own` turns halves into that copy's Integer. */
const operand: fc.Arbitrary<(own: Own) => unknown> = fc.oneof(
  halves.map(([low, high]) => (own: Own) => own(low, high)),
  halves.map(([low, high]) => () => ({ low, high })),
  halves.map(([low, high]) => () => BigInt(high) * 0x100000000n + BigInt(low >>> 0)),
  halves.map(([low, high]) => () => String(BigInt(high) * 0x100000000n + BigInt(low >>> 0))),
  fc.oneof(fc.double(), fc.integer()).map(value => () => value)
)

const ours = (low: number, high: number): AnyInteger => new Integer(low, high)
const theirs = (low: number, high: number): AnyInteger => new Official(low, high)

describe('an Integer beside the one of neo4j-driver', () => {
  const unary = [
    'inSafeRange', 'toInt', 'toNumber', 'toBigInt', 'toNumberOrInfinity', 'toString', 'valueOf', 'getHighBits', 'getLowBits',
    'getNumBitsAbs', 'isZero', 'isNegative', 'isPositive', 'isOdd', 'isEven', 'negate', 'not'
  ]
  const binary = [
    'equals', 'notEquals', 'lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual', 'compare',
    'add', 'subtract', 'multiply', 'div', 'modulo', 'and', 'or', 'xor'
  ]

  it('has all its methods, static functions and constants', () => {
    expect(Object.getOwnPropertyNames(Integer.prototype)).toEqual(expect.arrayContaining(Object.getOwnPropertyNames(Official.prototype)))
    expect(Object.keys(Official).filter(name => !(name in Integer))).toEqual([])
    expect([...unary, ...binary, 'shiftLeft', 'shiftRight', '__isInteger__', 'constructor'].sort())
      .toEqual(Object.getOwnPropertyNames(Integer.prototype).sort())
  })

  it.each(['ZERO', 'ONE', 'NEG_ONE', 'MAX_VALUE', 'MIN_VALUE', 'MIN_SAFE_VALUE', 'MAX_SAFE_VALUE', '__isInteger__'] as const)(
    'has the same %s', name => {
      expect(outcome(() => Integer[name])).toEqual(outcome(() => Official[name]))
    })

  it.each(unary)('answers %s() alike', method => {
    fc.assert(fc.property(halves, ([low, high]) => {
      expect(outcome(() => ours(low, high)[method]())).toEqual(outcome(() => theirs(low, high)[method]()))
    }))
  })

  it.each(binary)('answers %s(other) alike', method => {
    fc.assert(fc.property(halves, operand, ([low, high], other) => {
      expect(outcome(() => ours(low, high)[method](other(ours)))).toEqual(outcome(() => theirs(low, high)[method](other(theirs))))
    }), { numRuns: 300 })
  })

  it.each(['shiftLeft', 'shiftRight'])('answers %s(bits) alike', method => {
    fc.assert(fc.property(halves, fc.integer({ min: -130, max: 130 }), ([low, high], bits) => {
      expect(outcome(() => ours(low, high)[method](bits))).toEqual(outcome(() => theirs(low, high)[method](bits)))
    }))
  })

  it('is written alike in every radix', () => {
    fc.assert(fc.property(halves, fc.oneof(radix, fc.integer({ min: -1, max: 40 })), ([low, high], base) => {
      expect(outcome(() => ours(low, high).toString(base))).toEqual(outcome(() => theirs(low, high).toString(base)))
    }))
  })

  it('looks alike to JSON, Object.keys and template strings', () => {
    fc.assert(fc.property(halves, ([low, high]) => {
      expect(JSON.stringify(ours(low, high))).toBe(JSON.stringify(theirs(low, high)))
      expect(Object.keys(ours(low, high))).toEqual(Object.keys(theirs(low, high)))
      expect(`${ours(low, high)}`).toBe(`${theirs(low, high)}`)
    }))
  })

  it('is recognised by its isInt, as its Integer is by ours', () => {
    expect([neo4j.isInt(int(1)), isInt(neo4j.int(1))]).toEqual([true, true])
  })
})

describe('making Integers beside neo4j-driver', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 })
  const text = fc.oneof(
    digits,
    digits.map(value => '-' + value),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefzZ-+. e'), maxLength: 24 }),
    fc.constantFrom('NaN', 'Infinity', '+Infinity', '-Infinity', '-NaN', '', '-', '0x1f', '1e3', ' 7 ', '--5')
  )
  const strict = fc.constantFrom(undefined, {}, { strictStringValidation: true }, { strictStringValidation: false })

  it('reads every text alike, in every radix, strictly or not', () => {
    fc.assert(fc.property(text, fc.oneof(radix, fc.integer({ min: 0, max: 40 })), strict, (value, base, options) => {
      const mine = outcome(() => Integer.fromString(value, base, options))
      fc.pre(!JSON.stringify(mine).includes('out of range: ' + value))
      expect(mine).toEqual(outcome(() => Official.fromString(value, base, options)))
    }), { numRuns: 1000 })
  })

  it('refuses exactly what 64 bits do not hold, where neo4j-driver gives another value', () => {
    const edge = fc.bigInt({ min: -5n, max: 5n }).chain(near => fc.constantFrom(2n ** 63n + near, -(2n ** 63n) + near, 2n ** 64n + near))
    fc.assert(fc.property(fc.oneof(edge, fc.bigInt()), fc.constantFrom(2, 10, 16, 36), (value, base) => {
      const fits = BigInt.asIntN(64, value) === value
      const digits = value.toString(base)
      expect(Official.fromString(digits, base).toString(base) === digits).toBe(fits)
      for (const read of [() => Integer.fromString(digits, base), () => int(value), () => int(value.toString())]) {
        if (fits) {
          expect(read().toBigInt()).toBe(value)
        } else {
          expect(read).toThrow(expect.objectContaining({ name: 'Neo4jError', code: 'N/A', message: expect.stringMatching(/^integer out of range: /) }))
        }
      }
    }), { numRuns: 500 })
  })

  it('reads every number alike', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.double({ min: -2, max: 2 }), fc.constantFrom(
      NaN, Infinity, -Infinity, -0, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 63 - 1024, 2 ** 64))
    fc.assert(fc.property(number, fc.constantFrom(undefined, {}, { ceilFloat: true }), (value, options) => {
      expect(outcome(() => int(value, options))).toEqual(outcome(() => neo4j.int(value, options as any)))
      expect(outcome(() => Integer.fromInt(value))).toEqual(outcome(() => Official.fromInt(value)))
    }), { numRuns: 1000 })
  })

  it('takes and refuses the same values of other types', () => {
    fc.assert(fc.property(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.anything(), operand.map(make => make((low, high) => ({ low, high })))), value => {
      const given = value as Integerable
      expect(outcome(() => int(given))).toEqual(outcome(() => neo4j.int(given as any)))
      expect(outcome(() => toNumber(given))).toEqual(outcome(() => neo4j.integer.toNumber(given as any)))
      expect(outcome(() => toString(given))).toEqual(outcome(() => neo4j.integer.toString(given as any)))
      expect(outcome(() => inSafeRange(given))).toEqual(outcome(() => neo4j.integer.inSafeRange(given as any)))
      expect(outcome(() => isInt(given))).toEqual(outcome(() => neo4j.isInt(given as any)))
    }), { numRuns: 500 })
  })

  it.each([[[]], [[5]], [[5, undefined]], [[undefined, 7]], [[null, null]]])('constructs alike from %j', args => {
    expect(outcome(() => new Integer(...args as []))).toEqual(outcome(() => new Official(...args)))
  })
})
