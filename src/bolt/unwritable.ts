import { type Neo4jError, newError, PROTOCOL_ERROR } from '../error.js'
import type { UnwritableValueError } from '../packstream/writer.js'

/** The error for the user, with the path of the parameter: `$rows[3].name`. */
export function parameterError (error: UnwritableValueError, fields: readonly unknown[]): Neo4jError {
  const [, parameters] = fields
  const path = pathOf(error.value, parameters, '$', new Set())
  return newError(path === undefined ? error.message : `${error.message} (parameter ${path})`, PROTOCOL_ERROR)
}

/** Where `wanted` lies in `value`. Searched only when something went wrong. */
function pathOf (wanted: unknown, value: unknown, path: string, seen: Set<object>): string | undefined {
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return undefined
  }
  seen.add(value)
  for (const [key, item] of Object.entries(value)) {
    const itemPath = Array.isArray(value) ? `${path}[${key}]` : path === '$' ? `$${key}` : `${path}.${key}`
    const found = item === wanted ? itemPath : pathOf(wanted, item, itemPath, seen)
    if (found !== undefined) return found
  }
  return undefined
}
