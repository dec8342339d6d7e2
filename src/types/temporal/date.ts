import { newError } from '../../error.js'
import type { Integer, NumberOrInteger } from '../integer.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, DAY, MONTH, YEAR } from './fields.js'
import { formatDate } from './format.js'
import { DATE_PATTERN, dateFields, withDecimalPoint } from './parse.js'
import { assertStandardDate, type StandardDate } from './standard-date.js'

const BRAND = '__isDate__'
const PATTERN = new RegExp(`^${DATE_PATTERN}$`)

/** A day of the calendar, without a time and without a time zone. Months and days count from 1. Frozen. */
export class Date<T extends NumberOrInteger = Integer> {
  declare readonly year: T
  declare readonly month: T
  declare readonly day: T

  /**
   * @throws TypeError if a field is neither a number nor a bigint nor an Integer
   * @throws Neo4jError if a field is out of its range
   */
  constructor (year: T, month: T, day: T) {
    this.year = assertField(year, YEAR)
    this.month = assertField(month, MONTH)
    this.day = assertField(day, DAY)
    Object.freeze(this)
  }

  /**
   * The day that `standardDate` shows in the machine's time zone. Not the opposite of {@link toStandardDate},
   * which gives midnight in UTC.
   * @deprecated use {@link fromStandardDateLocal}, which is the same, or {@link fromStandardDateUTC}
   * @throws TypeError if it is not a valid JavaScript Date
   */
  static fromStandardDate (standardDate: StandardDate): Date<number> {
    return Date.fromStandardDateLocal(standardDate)
  }

  /**
   * The day that `standardDate` shows in the machine's time zone.
   * @throws TypeError if it is not a valid JavaScript Date
   */
  static fromStandardDateLocal (standardDate: StandardDate): Date<number> {
    assertStandardDate(standardDate)
    return new Date(standardDate.getFullYear(), standardDate.getMonth() + 1, standardDate.getDate())
  }

  /**
   * The day that `standardDate` shows in UTC: the opposite of {@link toStandardDate}.
   * @throws TypeError if it is not a valid JavaScript Date
   */
  static fromStandardDateUTC (standardDate: StandardDate): Date<number> {
    assertStandardDate(standardDate)
    return new Date(standardDate.getUTCFullYear(), standardDate.getUTCMonth() + 1, standardDate.getUTCDate())
  }

  /** Midnight in UTC; an invalid JavaScript Date if the day is out of its range. */
  toStandardDate (): StandardDate {
    return new globalThis.Date(this.toString())
  }

  toString (): string {
    return formatDate(this.year, this.month, this.day)
  }

  /**
   * Reads `YYYY-MM-DD`; years of five digits and more need a sign.
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

/** Recognises dates of every copy of the driver in the process; JavaScript's own Date is none. */
export function isDate<T extends NumberOrInteger = Integer> (obj: unknown): obj is Date<T> {
  return hasBrand(obj, BRAND)
}
