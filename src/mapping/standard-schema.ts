import { type Neo4jError, newError } from '../error.js'
import { type Key, recordError } from '../hydration/record-error.js'

/** A problem that a validator reports. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** The result of a validator: its output for the value, or its issues. */
export type SchemaResult<Output> = { readonly value: Output, readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** A validator that implements Standard Schema, version 1: https://standardschema.dev. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input, readonly output: Output } | undefined
  }
}

/** The output type of a schema. */
export type InferOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output']

/** Schemas may be functions, as in arktype, so this must be checked before whether the value is a class. */
export function isSchema (value: unknown): value is StandardSchema {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value
}

/**
 * Validates a value synchronously. @returns the schema's output
 * @throws Neo4jError with the paths that do not match, or if the schema validates asynchronously
 */
export function validateNow<S extends StandardSchema> (schema: S, value: unknown): InferOutput<S> {
  const result = callSchema(schema, value, undefined)
  if (isPromise(result)) {
    result.catch(() => {})
    throw newError('This schema validates asynchronously, but a record, node or relationship can only be validated synchronously. ' +
      'Use result.as(schema) or resultTransformers.hydrated(schema) instead.')
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

/** The error of a validator that has thrown or rejected. */
export function schemaFailed (reason: unknown, recordIndex: number | undefined): Neo4jError {
  return recordError(recordIndex, [], where => `The schema failed at ${where}.`, reason)
}

const MOST_NAMED = 5

/** Messages of validators may repeat the value, so they are not printed, but only in the property `issues`. */
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
