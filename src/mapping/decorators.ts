import { newError } from '../error.js'
import { registerRules } from './record-object-mapping.js'
import type { AnyObject, GenericConstructor, MappedValue, Rule, Rules } from './rule.js'
import { rule } from './rules.js'

/** A decorator that works as a standard one and with TypeScript's `experimentalDecorators`. */
type Decorator = (target: MappedValue, context: MappedValue) => void

/** With `experimentalDecorators`: the rules collected for a class before its own decorator runs. */
const gathered = new WeakMap<object, Rules>()

function mappedClass (): Decorator {
  return (target, context) => {
    if (context === undefined) {
      registerRules(target.name, legacyRules(target.prototype))
    } else {
      registerRules(context.name, standardRules(context))
    }
  }
}

/** A decorator that makes a property's rule from the rule that the decorators below it have made. */
function propertyRule (makeRule: (rule?: Rule) => Rule): Decorator {
  return (target, context) => {
    const isLegacy = typeof context === 'string' || typeof context === 'symbol'
    const name = (isLegacy ? context : context.name) as string
    const rules = isLegacy ? legacyRules(target) : standardRules(context)
    rules[name] = makeRule(rules[name])
  }
}

function standardRules (context: DecoratorContext): Rules {
  if (context.metadata == null) {
    throw newError('Mapping decorators need Symbol.metadata, which this runtime does not have: ' +
      "run `Symbol.metadata ??= Symbol('Symbol.metadata')` before the module of the class is loaded.")
  }
  return context.metadata as Rules
}

/** A class inherits the rules of the class it extends, as with decorator metadata. */
function legacyRules (prototype: object): Rules {
  const known = gathered.get(prototype)
  if (known !== undefined) {
    return known
  }
  const parent: object | null = Object.getPrototypeOf(prototype)
  const rules: Rules = Object.create(parent === null ? null : gathered.get(parent) ?? null)
  gathered.set(prototype, rules)
  return rules
}

/**
 * Decorators that define how the properties of a class are mapped; the class itself gets `mappedClass()`.
 *
 * Decorators are applied from the last to the first, so those that change a rule (`optionalProperty`,
 * `mapPropertyFromName`, `convertPropertyToType`, `listProperty`) go above the one for the type.
 */
export const mappingDecorators = {
  booleanProperty: (config?: Rule) => propertyRule(() => rule.asBoolean(config)),
  stringProperty: (config?: Rule) => propertyRule(() => rule.asString(config)),
  numberProperty: (config?: Parameters<typeof rule.asNumber>[0]) => propertyRule(() => rule.asNumber(config)),
  bigIntProperty: (config?: Parameters<typeof rule.asBigInt>[0]) => propertyRule(() => rule.asBigInt(config)),
  integerProperty: (config?: Parameters<typeof rule.asInteger>[0]) => propertyRule(() => rule.asInteger(config)),
  nodeProperty: (config?: Rule) => propertyRule(() => rule.asNode(config)),
  relationshipProperty: (config?: Rule) => propertyRule(() => rule.asRelationship(config)),
  pathProperty: (config?: Rule) => propertyRule(() => rule.asPath(config)),
  pointProperty: (config?: Rule) => propertyRule(() => rule.asPoint(config)),
  durationProperty: (config?: Parameters<typeof rule.asDuration>[0]) => propertyRule(() => rule.asDuration(config)),
  localTimeProperty: (config?: Parameters<typeof rule.asLocalTime>[0]) => propertyRule(() => rule.asLocalTime(config)),
  timeProperty: (config?: Parameters<typeof rule.asTime>[0]) => propertyRule(() => rule.asTime(config)),
  dateProperty: (config?: Parameters<typeof rule.asDate>[0]) => propertyRule(() => rule.asDate(config)),
  localDateTimeProperty: (config?: Parameters<typeof rule.asLocalDateTime>[0]) => propertyRule(() => rule.asLocalDateTime(config)),
  dateTimeProperty: (config?: Parameters<typeof rule.asDateTime>[0]) => propertyRule(() => rule.asDateTime(config)),
  /** A list; the decorator below it defines the type of its elements. */
  listProperty: (config?: Parameters<typeof rule.asList>[0]) => propertyRule(below => rule.asList({ apply: { ...below }, ...config })),
  vectorProperty: (config?: Parameters<typeof rule.asVector>[0]) => propertyRule(() => rule.asVector(config)),
  uuidProperty: (config?: Parameters<typeof rule.asUUID>[0]) => propertyRule(() => rule.asUUID(config)),
  objectProperty: (constructorOrRules: GenericConstructor<AnyObject> | Rules, rules?: Rules) =>
    propertyRule(() => rule.asObject(constructorOrRules, rules)),
  optionalProperty: () => propertyRule(below => ({ optional: true, ...below })),
  mapPropertyFromName: (name: string) => propertyRule(below => ({ from: name, ...below })),
  /** Converts a node or relationship to an object of a class. */
  convertPropertyToType: (type: MappedValue) => propertyRule(below => ({ convert: node => node.as(type), ...below })),
  mappedClass
}
