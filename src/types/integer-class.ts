import { newError } from '../error.js'
import { hasBrand, setBrand } from './brand.js'
import { assertInt64, parseInteger } from './integer-text.js'

/** Any value that can be converted to an {@link Integer}. A string or bigint beyond 64 bits is an error. */
export type Integerable = number | string | Integer | { low: number, high: number } | bigint

/** Options for converting a value to an {@link Integer}; all are optional. */
export interface IntegerOptions {
  /** Whether to reject strings with characters other than digits. Default: `false`. */
  strictStringValidation?: boolean
  /** Whether to round a number with a fraction up instead of truncating it. Default: `false`. */
  ceilFloat?: boolean
}

const TWO_POW_32 = 0x100000000
const TWO_POW_63 = TWO_POW_32 * 0x80000000
/** The high halves of Number.MAX_SAFE_INTEGER and Number.MIN_SAFE_INTEGER. */
const SAFE_HIGH_MAX = 0x1fffff
const SAFE_HIGH_MIN = -0x200000

/**
 * A signed 64-bit integer, because a JavaScript number cannot hold every INTEGER of Cypher.
 *
 * `low` and `high` are its halves as signed 32-bit numbers. Instances are immutable; results wrap around at 64 bits.
 * Use {@link int} to make one.
 */
export class Integer {
  low: number
  high: number

  static ZERO: Integer
  static ONE: Integer
  static NEG_ONE: Integer
  static MAX_VALUE: Integer
  static MIN_VALUE: Integer
  static MIN_SAFE_VALUE: Integer
  static MAX_SAFE_VALUE: Integer
  static __isInteger__: boolean

  constructor (low?: number, high?: number) {
    this.low = low ?? 0
    this.high = high ?? 0
  }

  /** Whether {@link toNumber} is exact. */
  inSafeRange (): boolean {
    return this.high > SAFE_HIGH_MIN
      ? this.high <= SAFE_HIGH_MAX
      : this.high === SAFE_HIGH_MIN && this.low !== 0
  }

  /** The value as a number if it fits into 32 bits; otherwise its low 32 bits. */
  toInt (): number {
    return this.low
  }

  /** The nearest number: exact only if {@link inSafeRange}. */
  toNumber (): number {
    return this.high * TWO_POW_32 + (this.low >>> 0)
  }

  /** The value as a bigint, always exact. */
  toBigInt (): bigint {
    return this.inSafeRange()
      ? BigInt(this.toNumber())
      : (BigInt(this.high) << 32n) + BigInt(this.low >>> 0)
  }

  /** The value as a number, or an infinity if it is not {@link inSafeRange}. */
  toNumberOrInfinity (): number {
    if (this.inSafeRange()) {
      return this.toNumber()
    }
    return this.high < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }

  /** The digits in base `radix` (2 to 36, default 10). @throws RangeError for another radix */
  toString (radix?: number): string {
    radix = radix ?? 10
    if (radix < 2 || radix > 36) {
      throw RangeError(`radix out of range: ${radix}`)
    }
    return this.inSafeRange() ? this.toNumber().toString(radix) : this.toBigInt().toString(radix)
  }

  valueOf (): bigint {
    return this.toBigInt()
  }

  /** The upper 32 bits, as a signed number. */
  getHighBits (): number {
    return this.high
  }

  /** The lower 32 bits, as a signed number. */
  getLowBits (): number {
    return this.low
  }

  /** The number of bits of the absolute value; 1 for zero. */
  getNumBitsAbs (): number {
    if (this.isNegative()) {
      return this.equals(Integer.MIN_VALUE) ? 64 : this.negate().getNumBitsAbs()
    }
    return this.high !== 0 ? 64 - Math.clz32(this.high) : Math.max(1, 32 - Math.clz32(this.low))
  }

  /** Whether it is zero. */
  isZero (): boolean {
    return this.high === 0 && this.low === 0
  }

  /** Whether it is less than zero. */
  isNegative (): boolean {
    return this.high < 0
  }

  /** Whether it is zero or more. */
  isPositive (): boolean {
    return this.high >= 0
  }

  /** Whether it is odd. */
  isOdd (): boolean {
    return (this.low & 1) === 1
  }

  /** Whether it is even. */
  isEven (): boolean {
    return (this.low & 1) === 0
  }

  /** Whether both values are equal. */
  equals (other: Integerable): boolean {
    const that = Integer.fromValue(other)
    return this.high === that.high && this.low === that.low
  }

  /** Whether the values differ. */
  notEquals (other: Integerable): boolean {
    return !this.equals(other)
  }

  /** Whether this value is less than `other`. */
  lessThan (other: Integerable): boolean {
    return this.compare(other) < 0
  }

  /** Whether this value is less than or equal to `other`. */
  lessThanOrEqual (other: Integerable): boolean {
    return this.compare(other) <= 0
  }

  /** Whether this value is greater than `other`. */
  greaterThan (other: Integerable): boolean {
    return this.compare(other) > 0
  }

  /** Whether this value is greater than or equal to `other`. */
  greaterThanOrEqual (other: Integerable): boolean {
    return this.compare(other) >= 0
  }

  /** 0 if both are equal, 1 if this value is greater, -1 if it is less. */
  compare (other: Integerable): number {
    const that = Integer.fromValue(other)
    if (this.high !== that.high) {
      return this.high < that.high ? -1 : 1
    }
    if (this.low === that.low) {
      return 0
    }
    return (this.low >>> 0) < (that.low >>> 0) ? -1 : 1
  }

  /** The negated value. MIN_VALUE is returned unchanged, because its negation does not fit into 64 bits. */
  negate (): Integer {
    return Integer.ZERO.subtract(this)
  }

  /** The sum; wraps around at 64 bits. */
  add (addend: Integerable): Integer {
    const that = Integer.fromValue(addend)
    const low = (this.low >>> 0) + (that.low >>> 0)
    const carry = low >= TWO_POW_32 ? 1 : 0
    return new Integer(low | 0, (this.high + that.high + carry) | 0)
  }

  /** The difference; wraps around at 64 bits. */
  subtract (subtrahend: Integerable): Integer {
    const that = Integer.fromValue(subtrahend)
    const low = (this.low >>> 0) - (that.low >>> 0)
    const borrow = low < 0 ? 1 : 0
    return new Integer(low | 0, (this.high - that.high - borrow) | 0)
  }

  /** The product; wraps around at 64 bits. */
  multiply (multiplier: Integerable): Integer {
    const that = Integer.fromValue(multiplier)
    const product = this.toNumber() * that.toNumber()
    // A product in the safe range is exact, because its factors are then exact too, or one of them is zero.
    return Number.isSafeInteger(product)
      ? Integer.fromNumber(product)
      : wrapped(this.toBigInt() * that.toBigInt())
  }

  /**
   * The quotient, truncated toward zero.
   * @throws Neo4jError `division by zero`
   */
  div (divisor: Integerable): Integer {
    const that = Integer.fromValue(divisor)
    assertDivisor(that)
    return this.inSafeRange() && that.inSafeRange()
      ? Integer.fromNumber(this.toNumber() / that.toNumber())
      : wrapped(this.toBigInt() / that.toBigInt())
  }

  /**
   * The remainder of {@link div}: it has the sign of this value.
   * @throws Neo4jError `division by zero`
   */
  modulo (divisor: Integerable): Integer {
    const that = Integer.fromValue(divisor)
    assertDivisor(that)
    return this.inSafeRange() && that.inSafeRange()
      ? Integer.fromNumber(this.toNumber() % that.toNumber())
      : wrapped(this.toBigInt() % that.toBigInt())
  }

  /** Bitwise NOT. */
  not (): Integer {
    return new Integer(~this.low, ~this.high)
  }

  /** Bitwise AND. */
  and (other: Integerable): Integer {
    const that = Integer.fromValue(other)
    return new Integer(this.low & that.low, this.high & that.high)
  }

  /** Bitwise OR. */
  or (other: Integerable): Integer {
    const that = Integer.fromValue(other)
    return new Integer(this.low | that.low, this.high | that.high)
  }

  /** Bitwise XOR. */
  xor (other: Integerable): Integer {
    const that = Integer.fromValue(other)
    return new Integer(this.low ^ that.low, this.high ^ that.high)
  }

  /** Shifts left by 1 to 63 bits; as in neo4j-driver, a shift by 0 (or 64) results in zero. */
  shiftLeft (numBits: number | Integer): Integer {
    const bits = Integer.toNumber(numBits) & 63
    if (bits === 0) {
      return Integer.ZERO
    }
    return bits < 32
      ? new Integer(this.low << bits, (this.high << bits) | (this.low >>> (32 - bits)))
      : new Integer(0, this.low << (bits - 32))
  }

  /** Shifts right by 1 to 63 bits, preserving the sign; as in neo4j-driver, a shift by 0 (or 64) results in zero. */
  shiftRight (numBits: number | Integer): Integer {
    const count = Integer.toNumber(numBits)
    const bits = count & 63
    if (bits === 0) {
      return Integer.ZERO
    }
    return count < 32
      ? new Integer((this.low >>> bits) | (this.high << (32 - bits)), this.high >> bits)
      : new Integer(this.high >> (bits - 32), this.high >= 0 ? 0 : -1)
  }

  /** Whether `obj` is an Integer, of this or another copy of the driver. */
  static isInteger (obj: unknown): obj is Integer {
    // instanceof first: reading the brand from values of many classes is slower.
    return obj instanceof Integer || hasBrand(obj, '__isInteger__')
  }

  /** From a 32-bit number; small values are shared instances. */
  static fromInt (value: number): Integer {
    return smallInteger(value | 0)
  }

  /** Makes an Integer of its halves `lowBits` and `highBits`, as 32-bit numbers. */
  static fromBits (lowBits: number, highBits: number): Integer {
    return new Integer(lowBits, highBits)
  }

  /** Truncates a fraction. Numbers beyond 64 bits result in MAX_VALUE or MIN_VALUE; NaN and the infinities in zero. */
  static fromNumber (value: number): Integer {
    if ((value | 0) === value) {
      return new Integer(value | 0, value < 0 ? -1 : 0)
    }
    if (!isFinite(value)) {
      return Integer.ZERO
    }
    if (value >= TWO_POW_63) {
      return Integer.MAX_VALUE
    }
    if (value <= -TWO_POW_63) {
      return Integer.MIN_VALUE
    }
    return new Integer(value | 0, Math.floor(Math.trunc(value) / TWO_POW_32) | 0)
  }

  /**
   * Parses a 64-bit integer with any number of digits.
   * @param str the digits, after a `-` for negative numbers
   * @param radix 2 to 36, default 10
   * @param options see {@link IntegerOptions}
   * @throws Neo4jError for an empty string, a `-` inside it, a radix out of range, a value that does not fit into 64 bits or,
   *   with `strictStringValidation`, any other character that is not a digit
   */
  static fromString (str: string, radix?: number, options?: { strictStringValidation?: boolean }): Integer {
    const value = parseInteger(str, radix ?? undefined, options?.strictStringValidation === true)
    return typeof value === 'number' ? Integer.fromNumber(value) : wrapped(value)
  }

  /**
   * Converts a value. An Integer is returned unchanged; from other objects `low` and `high` are taken. Numbers are
   * converted as by {@link fromNumber}, strings as by {@link fromString}.
   * @param val the value
   * @param opts see {@link IntegerOptions}
   * @throws Neo4jError for a string that {@link fromString} rejects, and for a bigint that does not fit into 64 bits
   */
  static fromValue (val: Integerable, opts?: IntegerOptions): Integer {
    if (val instanceof Integer) {
      return val
    }
    switch (typeof val) {
      case 'number':
        return Integer.fromNumber(opts?.ceilFloat === true ? Math.ceil(val) : val)
      case 'string':
        return Integer.fromString(val, undefined, opts)
      case 'bigint':
        return wrapped(assertInt64(val))
      default:
        return new Integer(val.low, val.high)
    }
  }

  /** The nearest number: exact only if {@link Integer.inSafeRange}. */
  static toNumber (val: Integerable): number {
    switch (typeof val) {
      case 'number':
        return val
      case 'bigint':
        return Number(val)
      default:
        return Integer.fromValue(val).toNumber()
    }
  }

  /** The digits of `val` in base `radix` (2 to 36, default 10). @throws RangeError for another radix */
  static toString (val: Integerable, radix?: number): string {
    return Integer.fromValue(val).toString(radix)
  }

  /** Whether the value can be converted to a number without loss. */
  static inSafeRange (val: Integerable): boolean {
    return Integer.fromValue(val).inSafeRange()
  }
}

setBrand(Integer.prototype, '__isInteger__')

/** Integers in this range are shared instances. */
export const SMALLEST_SHARED = -128
export const LARGEST_SHARED = 1023
const SHARED = Array.from({ length: LARGEST_SHARED - SMALLEST_SHARED + 1 }, (_, index) => Integer.fromNumber(index + SMALLEST_SHARED))

/** The Integer of a safe integer; small values are shared instances. */
export function smallInteger (value: number): Integer {
  return value >= SMALLEST_SHARED && value <= LARGEST_SHARED ? SHARED[value - SMALLEST_SHARED] : Integer.fromNumber(value)
}

Integer.ZERO = smallInteger(0)
Integer.ONE = smallInteger(1)
Integer.NEG_ONE = smallInteger(-1)
Integer.MAX_VALUE = new Integer(-1, 0x7fffffff)
Integer.MIN_VALUE = new Integer(0, -0x80000000)
Integer.MIN_SAFE_VALUE = new Integer(1, SAFE_HIGH_MIN)
Integer.MAX_SAFE_VALUE = new Integer(-1, SAFE_HIGH_MAX)
Integer.__isInteger__ = true

function assertDivisor (divisor: Integer): void {
  if (divisor.isZero()) {
    throw newError('division by zero')
  }
}

/** The lowest 64 bits. */
function wrapped (value: bigint): Integer {
  return new Integer(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)))
}
