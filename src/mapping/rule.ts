/** A type that a record can be mapped to. */
export type Mappable = {}
/** The type that a record is mapped to by default. */
export type AnyObject = Object
/** A value that is mapped between the database and the program. */
export type MappedValue = any

/** The constructor of a class; mapping calls it without arguments. */
export type GenericConstructor<T extends Mappable> = new (...args: any[]) => T

/** How a field of a record becomes a property of an object, and a property becomes a query parameter. */
export interface Rule {
  /** Whether a missing or null value is accepted; it is then neither validated nor converted. Default: `false`. */
  optional?: boolean
  /** The name in the database. Default: the (translated) name of the property. */
  from?: string
  /** Converts a value of a record after validation. `field` is its name for errors. */
  convert?: (recordValue: MappedValue, field: string) => MappedValue
  /** Converts a property to a query parameter before validation. Not called with null or undefined. */
  parameterConversion?: (objectValue: MappedValue) => MappedValue
  /** Throws if the value is not acceptable. `field` is its name for errors. */
  validate?: (value: MappedValue, field: string) => void
}

/** A rule for each property. */
export type Rules = Record<string, Rule>
