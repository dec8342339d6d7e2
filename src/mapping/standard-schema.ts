import { type Neo4jError, newError } from '../error.js'
import { type Key, recordError } from '../hydration/record-error.js'

/** What a validator finds wrong. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** What a validator says of a value: what it made of it, or what is wrong with it. */
export type SchemaResult<Output> = { readonly value: Output, readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** A validator of any library, by the specification Standard Schema, version 1: https://standardschema.dev. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input, readonly output: Output } | undefined
  }
}

/** What a schema makes of values that it accepts. */
export type InferOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output']

/** Schemas may be functions, as those of arktype are; so this is to be asked before whether it is a class. */
export function isSchema (value: unknown): value is StandardSchema {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value
}

/**
 * What the schema makes of a value, at once.
 * @throws Neo4jError with the paths at which it does not match, or if the schema has to be waited for
 */
export function validateNow<S extends StandardSchema> (schema: S, value: unknown): InferOutput<S> {
  const result = callSchema(schema, value, undefined)
  if (isPromise(result)) {
    result.catch(() => {})
    throw newError('This schema validates asynchronously: a record, node or relationship can be validated at once only. ' +
      'Use result.as(schema), or resultTransformers.hydrated(schema), which wait.')
  }
  return outputOf(result, undefined)
}

/** @throws Neo4jError if the schema throws */
export function callSchema (schema: StandardSchema, value: unknown, recordIndex: number | undefined): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
  try {
    return schema['~standard'].validate(value)
  } catch (error) {
    throw schemaFailed(error, recordIndex)
  }
}

/** @throws Neo4jError with the paths at which the value does not match the schema */
export function outputOf (result: SchemaResult<unknown>, recordIndex: number | undefined): unknown {
  if (result.issues === undefined) return result.value
  throw mismatch(result.issues, recordIndex)
}

export function isPromise (result: unknown): result is Promise<SchemaResult<unknown>> {
  return typeof (result as Partial<Promise<unknown>> | null | undefined)?.then === 'function'
}

/** The validator itself has failed. */
export function schemaFailed (reason: unknown, recordIndex: number | undefined): Neo4jError {
  return recordError(recordIndex, [], where => `The schema failed at ${where}.`, reason)
}

const MOST_NAMED = 5

/** Messages of validators may repeat the value: they are not printed, and left to programs that ask for them. */
function mismatch (issues: readonly SchemaIssue[], recordIndex: number | undefined): Neo4jError {
  const paths = issues.map(pathOf)
  const error = recordError(recordIndex, paths[0] ?? [], (where, describe) => {
    const others = paths.slice(1, MOST_NAMED).map(describe)
    const rest = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : ''
    return `The schema does not match ${[where, ...others].join(', ')}${rest}.`
  })
  return Object.defineProperty(error, 'issues', { value: issues, configurable: true, writable: true })
}

function pathOf ({ path = [] }: SchemaIssue): Key[] {
  return path.map(segment => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'symbol' ? String(key) : key
  })
}
