import { newError } from '../error.js'
import { databaseName, rulesFor } from './record-object-mapping.js'
import type { GenericConstructor, Mappable, Rule, Rules } from './rule.js'

type Properties = Record<string, unknown>

/** The rule of a nested object, composed of the rules of its properties. */
export function objectRule (constructorOrRules: GenericConstructor<Mappable> | Rules, rules?: Rules): Rule {
  const Constructor = typeof constructorOrRules === 'function' ? constructorOrRules : Object
  const applied = rulesFor(constructorOrRules, rules) ?? {}
  return {
    validate: (value, field) => validateObject(value, field, applied),
    convert: (value, field) => convertObject(value, field, applied, new Constructor() as Properties),
    parameterConversion: value => toParameters(value, applied)
  }
}

function validateObject (value: Properties, field: string, rules: Rules): void {
  for (const property in rules) {
    const rule = rules[property]
    const name = databaseName(property, rule.from)
    if (value[name] != null) {
      rule.validate?.(value[name], `${field}[${property}]`)
    } else if (rule.optional !== true) {
      throw newError(`Mapped object did not include required field ${field} with key ${name}.`)
    }
  }
}

function convertObject (value: Properties, field: string, rules: Rules, result: Properties): object {
  for (const property in rules) {
    const rule = rules[property]
    const name = databaseName(property, rule.from)
    const item = value[name]
    result[property] = item != null && rule.convert != null ? rule.convert(item, `${field}[${name}]`) : item
  }
  return result
}

function toParameters (value: Properties, rules: Rules): Properties {
  const result: Properties = {}
  for (const property in rules) {
    const rule = rules[property]
    const item = value[property]
    result[databaseName(property, rule.from)] = item != null && rule.parameterConversion != null
      ? rule.parameterConversion(item)
      : item
  }
  return result
}
