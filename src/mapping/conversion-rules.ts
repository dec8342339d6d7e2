import { newError } from '../error.js'
import type { Rule } from './rule.js'

/** A rule that can convert to and from strings. */
export type TextRule = Rule & { stringify?: boolean }
/** A rule that can convert to and from strings or JavaScript's `Date`. */
export type DateRule = TextRule & { jsNativeDate?: boolean }

/** A type of value for a rule. `name` is its name in errors, with an article. */
export interface ValueType {
  name: string
  is: (value: unknown) => boolean
  fromString: (text: string) => object
}

export interface DateType extends ValueType {
  fromStandardDate: (date: Date) => object
}

/** A validator that accepts only values of one type. `name` is its name in errors, with an article. */
export function mustBe (name: string, is: (value: unknown) => boolean): (value: unknown, field: string) => void {
  return (value, field) => {
    if (!is(value)) {
      throw new TypeError(`${field} should be ${name} but received ${typeof value}`)
    }
  }
}

/** The rule of a type that the program may use as a string. */
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

/** The rule of a type that the program may use as a string or as a JavaScript `Date`. */
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

/** @throws Neo4jError if an option with built-in conversions is combined with custom conversions */
export function refuseOwnConversions (option: string, value: unknown, rule?: Rule): void {
  if (value != null && (rule?.convert != null || rule?.parameterConversion != null)) {
    throw newError(`Provided rule already has convert and/or parameterConversion function, ${option} can not be used in combination with custom conversion functions.`)
  }
}
