/** What a record can be mapped to. */
export type Mappable = {}
/** What it is mapped to if the program does not say. */
export type AnyObject = Object
/** A value on its way between the database and the program. */
export type MappedValue = any

/** The constructor of a class; mapping calls it without arguments. */
export type GenericConstructor<T extends Mappable> = new (...args: any[]) => T

/** How one field of a record becomes a property, and how a property becomes a query parameter. */
export interface Rule {
  /** A missing or null value is accepted, and neither validated nor converted. Default `false`. */
  optional?: boolean
  /** The name in the database, if it is not the property's (translated) name. */
  from?: string
  /** Converts a value of a record, after validation. `field` names it in errors. */
  convert?: (recordValue: MappedValue, field: string) => MappedValue
  /** Converts a property to a query parameter, before validation. Not called with null or undefined. */
  parameterConversion?: (objectValue: MappedValue) => MappedValue
  /** Throws if the value is not acceptable. `field` names it in errors. */
  validate?: (value: MappedValue, field: string) => void
}

/** A rule for each property. */
export type Rules = Record<string, Rule>
