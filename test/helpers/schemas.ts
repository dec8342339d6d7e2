import type { SchemaIssue, SchemaResult, StandardSchema } from '../../src/mapping/standard-schema.js'

type Check<T> = (value: any) => SchemaResult<T> | Promise<SchemaResult<T>>

/** A schema without a library. */
export function schema<T = any> (validate: Check<T>): StandardSchema<unknown, T> {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

/** As those of arktype are: a function with the property. */
export function callableSchema<T = any> (validate: Check<T>): StandardSchema<unknown, T> {
  return Object.assign(function type () { throw new Error('not called') }, schema(validate))
}

export const issue = (message: string, ...path: NonNullable<SchemaIssue['path']>): { issues: SchemaIssue[] } => ({ issues: [path.length > 0 ? { message, path } : { message }] })
