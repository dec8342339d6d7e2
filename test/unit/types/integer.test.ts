import { Integer, assertNumberOrInteger, bigInteger, int, losslessInteger, plainNumber, smallInteger } from '../../../src/types/integer.js'

describe('integers of the three configurations', () => {
  const numbers = [0, 1, -1, -128, -129, 1023, 1024, 2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

  it.each(numbers)('hold %d exactly', value => {
    expect((losslessInteger(value) as Integer).toNumber()).toBe(value)
    expect(plainNumber(value)).toBe(value)
    expect(bigInteger(value)).toBe(BigInt(value))
  })
})

describe('small Integers', () => {
  it('are shared from -128 to 1023', () => {
    expect([-128, 0, 1023].map(value => smallInteger(value) === smallInteger(value))).toEqual([true, true, true])
    expect([-129, 1024].map(value => smallInteger(value) === smallInteger(value))).toEqual([false, false])
  })

  it('are not shared when a program makes them of numbers', () => {
    expect(int(1)).not.toBe(int(1))
    expect(int(1)).toEqual(int(1))
  })
})

describe('Integers', () => {
  it('can be compared, added and written with the operators of JavaScript', () => {
    const [two, three] = [int(2), int(3)] as unknown as [bigint, bigint]
    expect([two < three, two + three, `${two}`]).toEqual([true, 5n, '2'])
  })

  it('can have no other property by way of their mark', () => {
    expect(Object.keys(int(1))).toEqual(['low', 'high'])
    expect(Object.getOwnPropertyDescriptor(Integer.prototype, '__isInteger__')).toMatchObject({ value: true, enumerable: false, writable: false, configurable: false })
  })

  it('wrap around at 64 bits', () => {
    expect(Integer.MAX_VALUE.add(1)).toEqual(Integer.MIN_VALUE)
    expect(Integer.MIN_VALUE.subtract(1)).toEqual(Integer.MAX_VALUE)
    expect(Integer.MIN_VALUE.negate()).toEqual(Integer.MIN_VALUE)
    expect(Integer.MIN_VALUE.div(-1)).toEqual(Integer.MIN_VALUE)
  })

  it.each<[string | bigint]>([['9223372036854775808'], ['-9223372036854775809'], [2n ** 63n], [-(2n ** 63n) - 1n]])('refuse %p, which 64 bits do not hold', value => {
    expect(() => int(value)).toThrow(expect.objectContaining({
      name: 'Neo4jError',
      code: 'N/A',
      message: `integer out of range: ${value}. Expected a whole number of 64 bits, from -9223372036854775808 to 9223372036854775807`
    }))
    expect(() => int(1).add(value)).toThrow('integer out of range')
  })

  it('hold the ends of their range, however they are written', () => {
    expect([int('9223372036854775807'), int(2n ** 63n - 1n)]).toEqual([Integer.MAX_VALUE, Integer.MAX_VALUE])
    expect([int('-9223372036854775808'), int('-0009223372036854775808'), int(-(2n ** 63n))]).toEqual([Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE])
    expect(Integer.fromString('-8000000000000000', 16)).toEqual(Integer.MIN_VALUE)
    expect(() => Integer.fromString('8000000000000000', 16)).toThrow('integer out of range: 8000000000000000.')
  })

  it('take the end of their range for numbers beyond it, as neo4j-driver does', () => {
    expect([int(2 ** 63), int(1e300), int(-1e300)]).toEqual([Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE])
  })

  it('refuse a division by zero', () => {
    expect(() => int(1).div(0)).toThrow(expect.objectContaining({ code: 'N/A', message: 'division by zero' }))
    expect(() => int(1).modulo('0')).toThrow('division by zero')
  })

  it.each([[1], [1n], [int(1)]])('and %p are accepted as numbers', value => {
    expect(assertNumberOrInteger(value, 'Year')).toBe(value)
  })

  it.each([['1', '"1"'], [null, 'null'], [{ low: 1, high: 0 }, '{"low":1,"high":0}']])('and %j is refused as a number, by its name', (value, text) => {
    expect(() => assertNumberOrInteger(value as unknown as number, 'Year'))
      .toThrow(new TypeError(`Year expected to be either a number or an Integer object but was: ${text}`))
  })
})
