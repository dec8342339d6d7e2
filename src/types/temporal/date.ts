import { newError } from '../../error.js'
import type { Integer, NumberOrInteger } from '../integer.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, DAY, MONTH, YEAR } from './fields.js'
import { formatDate } from './format.js'
import { DATE_PATTERN, dateFields, withDecimalPoint } from './parse.js'
import { assertStandardDate, type StandardDate } from './standard-date.js'

const BRAND = '__isDate__'
const PATTERN = new RegExp(`^${DATE_PATTERN}$`)

/** A calendar date, without a time and without a time zone. Months and days count from 1. Frozen. */
export class Date<T extends NumberOrInteger = Integer> {
  declare readonly year: T
  declare readonly month: T
  declare readonly day: T

  /**
   * @throws TypeError if a field is not a number, bigint or Integer
   * @throws Neo4jError if a field is out of range
   */
  constructor (year: T, month: T, day: T) {
    this.year = assertField(year, YEAR)
    this.month = assertField(month, MONTH)
    this.day = assertField(day, DAY)
    Object.freeze(this)
  }

  /**
   * The date of `standardDate` in the system's time zone. Not the inverse of {@link toStandardDate}, which returns midnight UTC.
   * @deprecated use {@link fromStandardDateLocal}, which is the same, or {@link fromStandardDateUTC}
   * @throws TypeError if the argument is not a valid JavaScript Date
   */
  static fromStandardDate (standardDate: StandardDate): Date<number> {
    return Date.fromStandardDateLocal(standardDate)
  }

  /**
   * The date of `standardDate` in the system's time zone.
   * @throws TypeError if the argument is not a valid JavaScript Date
   */
  static fromStandardDateLocal (standardDate: StandardDate): Date<number> {
    assertStandardDate(standardDate)
    return new Date(standardDate.getFullYear(), standardDate.getMonth() + 1, standardDate.getDate())
  }

  /**
   * The date of `standardDate` in UTC: the inverse of {@link toStandardDate}.
   * @throws TypeError if the argument is not a valid JavaScript Date
   */
  static fromStandardDateUTC (standardDate: StandardDate): Date<number> {
    assertStandardDate(standardDate)
    return new Date(standardDate.getUTCFullYear(), standardDate.getUTCMonth() + 1, standardDate.getUTCDate())
  }

  /** Midnight UTC of this date; an invalid JavaScript Date if it is out of the range of Date. */
  toStandardDate (): StandardDate {
    return new globalThis.Date(this.toString())
  }

  toString (): string {
    return formatDate(this.year, this.month, this.day)
  }

  /**
   * Parses `YYYY-MM-DD`; years with five or more digits need a sign.
   * @throws Neo4jError if the string is not a date
   */
  static fromString (str: string): Date {
    const match = PATTERN.exec(withDecimalPoint(str, 'Date'))
    if (match === null) {
      throw newError("Date could not be parsed from string. Expects date in format 'YYYY-MM-DD' or '[+|-]YYYYY-MM-DD'")
    }
    return new Date(...dateFields(match.slice(1, 4)))
  }
}

setBrand(Date.prototype, BRAND)

/** Whether `obj` is a {@link Date} of this or another copy of the driver; JavaScript's own Date is not. */
export function isDate<T extends NumberOrInteger = Integer> (obj: unknown): obj is Date<T> {
  return hasBrand(obj, BRAND)
}
