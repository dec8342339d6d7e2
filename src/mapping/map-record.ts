import { isNeo4jError } from '../error.js'
import { databaseName, rulesFor } from './record-object-mapping.js'
import type { GenericConstructor, Mappable, Rule, Rules } from './rule.js'

/** A record, or the properties of a node or relationship. */
export interface Gettable {
  get: (key: string) => unknown
}

/**
 * Makes an object of a class: each property that has a rule or is set by the constructor gets the value of its name.
 * With rules only, it makes a plain object.
 *
 * @throws the error of `source.get` for an unknown name, unless its rule is `optional`, and the errors of the rules
 */
export function mapRecord<T extends Mappable> (source: Gettable, constructorOrRules: GenericConstructor<T> | Rules, rules?: Rules): T {
  const Constructor = typeof constructorOrRules === 'function' ? constructorOrRules : Object
  const applied = rulesFor(constructorOrRules, rules) ?? {}
  const object = new Constructor() as Record<string, unknown>
  for (const property of new Set([...Object.keys(applied), ...Object.getOwnPropertyNames(object)])) {
    assignProperty(object, property, source, applied[property])
  }
  return object as T
}

function assignProperty (object: Record<string, unknown>, property: string, source: Gettable, rule?: Rule): void {
  let value
  try {
    value = source.get(databaseName(property, rule?.from))
  } catch (error) {
    if (rule?.optional === true && isNeo4jError(error)) {
      return
    }
    throw error
  }
  object[property] = rule === undefined ? value : applyRule(value, `${object.constructor.name}#${property}`, rule)
}

/** The value after the rule's validation and conversion. */
export function applyRule (value: unknown, field: string, rule: Rule): unknown {
  if (rule.optional === true && value == null) {
    return value
  }
  rule.validate?.(value, field)
  return rule.convert != null ? rule.convert(value, field) : value
}
