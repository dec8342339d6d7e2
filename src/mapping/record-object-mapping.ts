import { newError } from '../error.js'
import { nameConventions, type StandardCase } from './name-conventions.js'
import type { AnyObject, GenericConstructor, Mappable, Rules } from './rule.js'

/**
 * Settings for the whole process, as in neo4j-driver: rules by class name, and the translation of property names to
 * names in the database.
 */
const registry = {
  rules: new Map<string, Rules>(),
  translate: (name: string): string => name
}

/** Registers rules for all classes with that name. */
export function registerRules (className: string, rules: Rules): void {
  registry.rules.set(className, rules)
}

/** The rules to apply: the given ones, otherwise those registered for the class. */
export function rulesFor<T extends Mappable> (constructorOrRules: GenericConstructor<T> | Rules, rules?: Rules): Rules | undefined {
  return typeof constructorOrRules === 'object'
    ? constructorOrRules ?? undefined
    : rules ?? registry.rules.get(constructorOrRules.name)
}

/** The name of a property in the database. */
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

/** Settings of object mapping, for the whole process rather than one driver. */
export const RecordObjectMapping = Object.freeze({
  /** Removes all rules registered for classes. The name translation stays. */
  clearMappingRegistry,
  /**
   * Makes a function for `translateIdentifiers` that translates property names to names in the database.
   * @throws Neo4jError for a convention that is not in {@link StandardCase}
   */
  getCaseTranslator,
  /** Registers the rules that `as(constructor)` applies if it gets no rules. They are found by the name of the class. */
  register,
  /** Sets the translation of property names to names in the database, for rules without `from`. */
  translateIdentifiers
})
