import { stringify } from '../json.js'
import { type AuthToken } from '../types/auth-token.js'

/** Whether both tokens say the same, parameters included. Quick for one and the same object. */
export function sameToken (a: unknown, b: unknown): boolean {
  if (a === b) {
    return true
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false
  }
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && sameToken((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}

/** Names the user of a session, for remembering that user's home database. */
export function userKey (token: AuthToken | undefined, impersonatedUser: string | undefined): string {
  if (impersonatedUser != null) {
    return `basic:${impersonatedUser}`
  }
  if (token === undefined) {
    return 'DEFAULT'
  }
  switch (token.scheme) {
    case 'basic':
      return `basic:${token.principal ?? ''}`
    case 'kerberos':
    case 'bearer':
      return `${token.scheme}:${token.credentials}`
    case 'none':
      return 'none'
    default:
      return stringify(token, { sortedElements: true })
  }
}
