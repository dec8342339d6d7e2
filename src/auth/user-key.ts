import { isProxy } from 'node:util/types'
import type { AuthToken } from '../types/auth-token.js'
import { bytesOf, contentKindOf, DEEPEST, MOST_VALUES } from './content.js'

/**
 * Names the user of a session, for remembering that user's home database. Keys of different users differ, whatever
 * names and tokens hold; the key holds secrets of tokens that have no user name.
 *
 * @param token of the session; undefined for the driver's user
 * @param impersonatedUser the user in whose name queries run, if it is not the one that is logged in
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

/** Different for different arguments: the length tells where `part` ends and `more` begins. */
function keyOf (kind: string, part: unknown, more: unknown = ''): string {
  return typeof part === 'string' && typeof more === 'string'
    ? `${kind} ${part.length} ${part}${more}`
    : `${kind} of ${JSON.stringify(describe([part, more], DEEPEST, { left: MOST_VALUES }))}`
}

/** What tells a value from all others, for JSON: kind first, so that a string can't be taken for anything else. */
type Description = string | readonly Description[]

/** By content as {@link sameToken} compares; without running code of the program. */
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
    // What a getter gives is known only by calling it.
    if (property === undefined || property.get !== undefined) {
      return identityOf(value)
    }
    fields.push([key, describe(property.value, depth, values)])
  }
  return [kind, kind === 'array' ? String((value as unknown[]).length) : '', fields]
}

const identities = new WeakMap<object, string>()
let identityCount = 0

/** The same only for the same object. A symbol that can't be told from others is always another one. */
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
