import { newError } from '../error.js'
import { nameConventions, type StandardCase } from './name-conventions.js'
import type { AnyObject, GenericConstructor, Mappable, Rules } from './rule.js'

/**
 * What is registered for the whole process, as in neo4j-driver: rules by class name, and how a property's name becomes
 * the name in the database.
 */
const registry = {
  rules: new Map<string, Rules>(),
  translate: (name: string): string => name
}

/** Registers rules for all classes of that name. */
export function registerRules (className: string, rules: Rules): void {
  registry.rules.set(className, rules)
}

/** The rules that apply: the ones given, else the ones registered for the class. */
export function rulesFor<T extends Mappable> (constructorOrRules: GenericConstructor<T> | Rules, rules?: Rules): Rules | undefined {
  return typeof constructorOrRules === 'object'
    ? constructorOrRules ?? undefined
    : rules ?? registry.rules.get(constructorOrRules.name)
}

/** The name that a property has in the database. */
export function databaseName (property: string, from?: string): string {
  return from ?? registry.translate(property)
}

function register<T extends Mappable = AnyObject> (constructor: GenericConstructor<T>, rules: Rules): void {
  registerRules(constructor.name, rules)
}

function clearMappingRegistry (): void {
  registry.rules.clear()
}

function translateIdentifiers (translationFunction: (name: string) => string): void {
  registry.translate = translationFunction
}

function getCaseTranslator (databaseConvention: StandardCase, codeConvention: StandardCase): (name: string) => string {
  for (const convention of [databaseConvention, codeConvention]) {
    if (!Object.hasOwn(nameConventions, convention)) {
      throw newError(`Naming convention ${convention} is not recognized, ` +
        'please provide a recognized name convention or manually provide a translation function.')
    }
  }
  const { encode } = nameConventions[databaseConvention]
  const { tokenize } = nameConventions[codeConvention]
  return name => encode(tokenize(name))
}

/** Settings of object mapping. They hold for the whole process, not for one driver. */
export const RecordObjectMapping = Object.freeze({
  /** Forgets all rules registered for classes. Name translation stays. */
  clearMappingRegistry,
  /**
   * A function for {@link translateIdentifiers} that turns names of properties into names of the database.
   * @throws Neo4jError for a convention that {@link StandardCase} does not have
   */
  getCaseTranslator,
  /** Registers the rules that `as(constructor)` applies when it is given none. They are found by the class's name. */
  register,
  /** Sets how the name of a property becomes the name in the database, where a rule has no `from`. */
  translateIdentifiers
})
