import { newError } from '../error.js'
import { databaseName, rulesFor } from './record-object-mapping.js'
import type { GenericConstructor, Rule, Rules } from './rule.js'

/**
 * The parameters to send: those named by the rules, converted, validated and under their names in the database.
 * Without rules, neither given nor registered for the class of `params`, it returns `params` unchanged.
 *
 * @throws Neo4jError if a required parameter is missing, and the errors of the rules
 */
export function mapParameters (params: Record<string, unknown>, suppliedRules?: Rules): Record<string, unknown> {
  const rules = suppliedRules ?? registeredRules(params)
  if (rules === undefined) {
    return params
  }
  const mapped: Array<[string, unknown]> = []
  for (const property in rules) {
    const rule = rules[property]
    const value = toParameter(params[property], rule)
    if (value != null) {
      rule.validate?.(value, property)
    } else if (rule.optional !== true) {
      throw newError(`Mapped Parameter object did not include required parameter with key ${property}, ` +
        'check provided parameters and parameter rules.')
    }
    mapped.push([databaseName(property, rule.from), value])
  }
  return Object.fromEntries(mapped)
}

/** The value of a property after the rule's parameter conversion. */
export function toParameter (value: unknown, rule: Rule): unknown {
  return value != null && rule.parameterConversion != null ? rule.parameterConversion(value) : value
}

function registeredRules (params: object): Rules | undefined {
  const constructor = Object.getPrototypeOf(params)?.constructor as GenericConstructor<object> | undefined
  return typeof constructor === 'function' ? rulesFor(constructor) : undefined
}
