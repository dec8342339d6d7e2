import { isProxy } from 'node:util/types'
import type { AuthToken } from '../types/auth-token.js'
import { bytesOf, contentKindOf, DEEPEST, MOST_VALUES } from './content.js'

/**
 * A key for the user of a session, for caching that user's home database. Different users have different keys, whatever
 * their names and tokens are. The key of a token without a user name contains its secrets.
 *
 * @param token the session's token; undefined for the driver's user
 * @param impersonatedUser the user on whose behalf queries run, if different from the authenticated user
 */
export function userKey (token: AuthToken | undefined, impersonatedUser: string | undefined): string {
  if (impersonatedUser != null) {
    return keyOf('impersonated', impersonatedUser)
  }
  if (token === undefined) {
    return 'driver'
  }
  switch (token.scheme) {
    case 'basic':
      return keyOf('basic', token.principal ?? '', token.realm ?? '')
    case 'kerberos':
    case 'bearer':
      return keyOf(token.scheme, token.credentials)
    case 'none':
      return 'none'
    default:
      return keyOf('custom', token)
  }
}

/** Different for different arguments: the length separates `part` from `more`. */
function keyOf (kind: string, part: unknown, more: unknown = ''): string {
  return typeof part === 'string' && typeof more === 'string'
    ? `${kind} ${part.length} ${part}${more}`
    : `${kind} of ${JSON.stringify(describe([part, more], DEEPEST, { left: MOST_VALUES }))}`
}

/** Identifies a value in JSON, with its kind first, so that a string cannot be mistaken for another kind of value. */
type Description = string | readonly Description[]

/** Describes content as {@link sameToken} compares it, without running code of the program. */
function describe (value: unknown, depth: number, values: { left: number }): Description {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function' && typeof value !== 'symbol') {
    return [typeof value, Object.is(value, -0) ? '-0' : String(value)]
  }
  if (typeof value !== 'object' || value === null || isProxy(value) || depth === 0 || --values.left < 0) {
    return identityOf(value)
  }
  const kind = contentKindOf(value)
  if (kind === undefined) {
    return identityOf(value)
  }
  return kind === 'bytes' ? describeBytes(value) : describeFields(value, kind, depth - 1, values)
}

function describeBytes (value: object): Description {
  const bytes = ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? bytesOf(value) : undefined
  return bytes === undefined
    ? identityOf(value)
    : [(Object.getPrototypeOf(value) as object).constructor.name, bytes.toString('base64')]
}

function describeFields (value: object, kind: string, depth: number, values: { left: number }): Description {
  const fields: Description[] = []
  for (const key of Object.keys(value).sort()) {
    const property = Object.getOwnPropertyDescriptor(value, key)
    // The value of a getter is known only by calling it.
    if (property === undefined || property.get !== undefined) {
      return identityOf(value)
    }
    fields.push([key, describe(property.value, depth, values)])
  }
  return [kind, kind === 'array' ? String((value as unknown[]).length) : '', fields]
}

const identities = new WeakMap<object, string>()
let identityCount = 0

/** Equal only for the same object. A symbol always gets a new identity. */
function identityOf (value: unknown): Description {
  const next = (): string => String(++identityCount)
  if (typeof value !== 'object' && typeof value !== 'function') {
    return ['identity', next()]
  }
  const object = value as object
  const known = identities.get(object) ?? next()
  identities.set(object, known)
  return ['identity', known]
}
