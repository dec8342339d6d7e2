import { type AuthTokenManager, isStaticAuthTokenManager, type SecurityErrorCode } from '../auth/token-manager.js'
import { newError } from '../error.js'
import { messageOf, providerError } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import type { AuthToken } from '../types/auth-token.js'

/** Supplies the token of a connection's user. It is asked when the connection is lent or authenticated, never earlier. */
export interface TokenSource {
  /** The token, if it never changes. */
  readonly known: AuthToken | undefined
  /** @throws Neo4jError if there is no token within the limit; any error of the user's token manager */
  get: (limit: Limit) => Promise<AuthToken>
}

/** The token source of a session with its own user. */
export function fixedToken (token: AuthToken): TokenSource {
  return { known: token, get: async () => token }
}

/** The driver's own user, from its token manager. */
export class ManagedTokens implements TokenSource {
  readonly known: AuthToken | undefined
  readonly #manager: AuthTokenManager
  readonly #log: Logger
  /** The tokens that the manager has supplied, to distinguish them from those of sessions with their own user. */
  readonly #given = new WeakSet<AuthToken>()

  constructor (manager: AuthTokenManager, log: Logger) {
    this.#manager = manager
    this.#log = log
    this.known = isStaticAuthTokenManager(manager) ? manager.getToken() as AuthToken : undefined
  }

  async get (limit: Limit): Promise<AuthToken> {
    if (this.known !== undefined) return this.known
    const token = await limit.wait(this.#ask(), () => newError(
      `The auth token manager returned no token within ${limit.timeout} ms (connectionAcquisitionTimeout).`))
    if (typeof token !== 'object' || token === null || typeof token.scheme !== 'string') {
      throw newError(`The auth token manager returned something other than a token, of type ${token === null ? 'null' : typeof token}. ` +
        'Expected an object with a scheme, as returned by neo4j.auth.basic().')
    }
    this.#given.add(token)
    return token
  }

  async #ask (): Promise<AuthToken> {
    try {
      return await this.#manager.getToken()
    } catch (reason) {
      throw providerError(reason, 'The auth token manager')
    }
  }

  /** Notifies the manager of a security error. @returns whether the manager says that a retry makes sense */
  handled (token: AuthToken | undefined, code: string): boolean {
    if (token === undefined || !this.#given.has(token)) return false
    try {
      const answer: unknown = this.#manager.handleSecurityException(token, code as SecurityErrorCode)
      if (answer instanceof Promise) answer.catch(error => { this.#warn(error) })
      return Boolean(answer)
    } catch (error) {
      this.#warn(error)
      return false
    }
  }

  #warn (error: unknown): void {
    this.#log.warn(`The auth token manager failed in handleSecurityException: ${messageOf(error)}`)
  }
}
