import { newError } from '../error.js'
import { stringify } from '../json.js'
import type { AuthToken } from '../types/auth-token.js'

/** Makes tokens for the second argument of `neo4j.driver()` and for the `auth` of sessions and queries. */
export const auth = {
  /** User name and password. `realm` names the authentication provider of the server; optional. */
  basic: (username: string, password: string, realm?: string): AuthToken => realm != null
    ? { scheme: 'basic', principal: username, credentials: password, realm }
    : { scheme: 'basic', principal: username, credentials: password },

  /** A base64-encoded Kerberos ticket. Servers require the empty principal. */
  kerberos: (base64EncodedTicket: string): AuthToken => ({
    scheme: 'kerberos',
    principal: '',
    credentials: base64EncodedTicket
  }),

  /** A base64-encoded token of a single sign-on provider. */
  bearer: (base64EncodedToken: string): AuthToken => ({
    scheme: 'bearer',
    credentials: base64EncodedToken
  }),

  /** No authentication, for servers with authentication disabled. */
  none: (): AuthToken => ({
    scheme: 'none'
  } as AuthToken),

  /**
   * A token for an authentication plugin of the server. Empty arguments are omitted from the token, except `principal` and `scheme`.
   * @throws Neo4jError if `parameters` contains circular references
   */
  custom: (principal: string, credentials: string, realm: string, scheme: string, parameters?: object): AuthToken => {
    const token: Partial<AuthToken> = { scheme, principal }
    if (!isEmpty(credentials)) {
      token.credentials = credentials
    }
    if (!isEmpty(realm)) {
      token.realm = realm
    }
    if (!isEmpty(parameters)) {
      assertNotCircular(parameters)
      token.parameters = parameters
    }
    return token as AuthToken
  }
}

function isEmpty (value: string | object | null | undefined): boolean {
  return value == null || value === '' ||
    (Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0)
}

function assertNotCircular (parameters: unknown): void {
  try {
    stringify(parameters)
  } catch (cause) {
    throw newError('Circular references in custom auth token parameters', undefined, cause as Error)
  }
}
