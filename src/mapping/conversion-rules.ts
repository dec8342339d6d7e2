import { newError } from '../error.js'
import type { Rule } from './rule.js'

/** A rule that converts to and from strings. */
export type TextRule = Rule & { stringify?: boolean }
/** A rule that converts to and from strings or the `Date` of JavaScript. */
export type DateRule = TextRule & { jsNativeDate?: boolean }

/** What a rule has to know of a type. `name` is as errors say it, with its article. */
export interface ValueType {
  name: string
  is: (value: unknown) => boolean
  fromString: (text: string) => object
}

export interface DateType extends ValueType {
  fromStandardDate: (date: Date) => object
}

/** A validator that lets only values of one type pass. `name` is as errors say it, with its article. */
export function mustBe (name: string, is: (value: unknown) => boolean): (value: unknown, field: string) => void {
  return (value, field) => {
    if (!is(value)) {
      throw new TypeError(`${field} should be ${name} but received ${typeof value}`)
    }
  }
}

/** The rule of a type that can be a string in the program. */
export function textRule (type: ValueType, rule?: TextRule): Rule {
  refuseOwnConversions('stringify', rule?.stringify, rule)
  const asText = rule?.stringify === true
  return {
    validate: mustBe(type.name, type.is),
    convert: value => asText ? value.toString() : value,
    parameterConversion: asText ? type.fromString : undefined,
    ...rule
  }
}

/** The rule of a type that can be a string or a `Date` of JavaScript in the program. */
export function dateRule (type: DateType, rule?: DateRule): Rule {
  const base = textRule(type, rule)
  refuseOwnConversions('jsNativeDate', rule?.jsNativeDate, rule)
  if (rule?.jsNativeDate !== true) {
    return base
  }
  if (rule.stringify === true) {
    throw newError('both stringify and jsNativeDate cannot be set; use one or neither')
  }
  return {
    ...base,
    convert: value => value.toStandardDate(),
    parameterConversion: type.fromStandardDate
  }
}

/** @throws Neo4jError if an option that brings its own conversions is given together with others */
export function refuseOwnConversions (option: string, value: unknown, rule?: Rule): void {
  if (value != null && (rule?.convert != null || rule?.parameterConversion != null)) {
    throw newError(`Provided rule already has convert and/or parameterConversion function, ${option} can not be used in combination with custom conversion functions.`)
  }
}
