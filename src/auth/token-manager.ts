import { systemClock, type Clock } from '../clock.js'
import { TOKEN_EXPIRED, UNAUTHORIZED } from '../error-codes.js'
import { markAsInner, setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import { type AuthToken } from '../types/auth-token.js'
import { sameToken } from './same-token.js'
import { SharedCall } from './shared-call.js'

/** The codes of the server's security errors. */
export type SecurityErrorCode = `Neo.ClientError.Security.${string}`

// Classes for the compiler only, as in neo4j-driver: a program may pass any object of that shape.

/** Supplies the driver's tokens. All of them must belong to the same user. */
export declare class AuthTokenManager {
  private constructor ()
  /** Called whenever a connection is taken from the pool, so it should return quickly while the token is valid. */
  getToken: () => Promise<AuthToken> | AuthToken
  /**
   * Called for every security error of the server.
   * @param token the token that the connection was authenticated with
   * @param securityErrorCode the code of the error
   * @returns whether a retry makes sense, because the manager will supply another token
   */
  handleSecurityException: (token: AuthToken, securityErrorCode: SecurityErrorCode) => boolean
}

/** A token and its expiration. */
export declare class AuthTokenAndExpiration {
  private constructor ()
  readonly token: AuthToken
  /** When to replace the token. Without a date, it is replaced when the server reports that it has expired. */
  readonly expiration?: Date
}

/** In milliseconds. The first caller has timed out by then if `connectionAcquisitionTimeout` has its default. */
const PATIENCE = 60_000

class RefreshingTokenManager implements AuthTokenManager {
  declare readonly _core: RefreshedToken

  constructor (provider: () => Promise<AuthTokenAndExpiration>, handledCodes: readonly SecurityErrorCode[], clock: Clock) {
    setCore(this, new RefreshedToken(provider, handledCodes, clock))
  }

  getToken (): Promise<AuthToken> {
    return this._core.get()
  }

  handleSecurityException (token: AuthToken, securityErrorCode: SecurityErrorCode): boolean {
    return this._core.handleSecurityException(token, securityErrorCode)
  }
}

showAs(RefreshingTokenManager.prototype, () => ({}))

/**
 * Caches one token, and refreshes it once for all callers that wait. If the provider does not answer within a minute, it
 * is called again for later callers.
 */
class RefreshedToken {
  readonly #handledCodes: readonly SecurityErrorCode[]
  readonly #clock: Clock
  readonly #tokens: SharedCall<AuthTokenAndExpiration>

  constructor (provider: () => Promise<AuthTokenAndExpiration>, handledCodes: readonly SecurityErrorCode[], clock: Clock) {
    this.#handledCodes = handledCodes
    this.#clock = clock
    this.#tokens = new SharedCall({
      call: async () => checkedTokenAndExpiration(await provider()), name: 'The tokenProvider', patience: PATIENCE, clock
    })
  }

  async get (): Promise<AuthToken> {
    const current = this.#tokens.value
    const expired = current?.expiration != null && current.expiration.getTime() < this.#clock.date()
    return current === undefined || expired ? (await this.#refresh()).token : current.token
  }

  handleSecurityException (token: AuthToken, securityErrorCode: SecurityErrorCode): boolean {
    if (!this.#handledCodes.includes(securityErrorCode)) {
      return false
    }
    // An error about an older token does not affect its successor.
    if (this.#tokens.value !== undefined && sameToken(token, this.#tokens.value.token)) {
      // If this refresh fails, the next caller that needs a token starts another.
      this.#refresh().catch(() => undefined)
    }
    return true
  }

  async #refresh (): Promise<AuthTokenAndExpiration> {
    this.#tokens.forget()
    return await this.#tokens.join()
  }
}

markAsInner(RefreshedToken.prototype)

/** The errors do not show what the provider returned: it may hold a secret in the wrong place. */
function checkedTokenAndExpiration (fetched: AuthTokenAndExpiration | null | undefined): AuthTokenAndExpiration {
  if (typeof fetched?.token !== 'object' || fetched.token === null) {
    throw newError('The tokenProvider returned no token. Expected a promise of { token, expiration } for authTokenManagers.bearer, of the token for authTokenManagers.basic')
  }
  const { expiration } = fetched
  if (expiration != null && (typeof expiration.getTime !== 'function' || Number.isNaN(expiration.getTime()))) {
    throw newError('The tokenProvider returned an expiration that is not a valid Date. Omit it if the token does not expire')
  }
  return fetched
}

class StaticTokenManager implements AuthTokenManager {
  readonly #authToken: AuthToken

  constructor (authToken: AuthToken) {
    this.#authToken = authToken
  }

  getToken (): AuthToken {
    return this.#authToken
  }

  handleSecurityException (): boolean {
    return false
  }
}

/** Makes token managers for tokens that change. */
export class AuthTokenManagers {
  // No use of `this`, because `const { bearer } = neo4j.authTokenManagers` works in neo4j-driver, too.

  /**
   * For tokens that expire. The driver calls the provider for the first token, after `expiration`, and when the server rejects
   * a token with `Unauthorized` or `TokenExpired`.
   * @throws TypeError if `tokenProvider` is not a function
   */
  bearer ({ tokenProvider }: { tokenProvider: () => Promise<AuthTokenAndExpiration> }): AuthTokenManager {
    return expiringTokens(tokenProvider, systemClock)
  }

  /**
   * For passwords that are rotated. The driver calls the provider for the first token, and when the server rejects a token
   * with `Unauthorized`.
   * @throws TypeError if `tokenProvider` is not a function
   */
  basic ({ tokenProvider }: { tokenProvider: () => Promise<AuthToken> }): AuthTokenManager {
    return changingPasswords(tokenProvider, systemClock)
  }
}

/** Token managers for tokens that change. */
export const authTokenManagers: AuthTokenManagers = Object.freeze(new AuthTokenManagers())

/** `authTokenManagers.bearer` with a given clock, for tests. */
export function expiringTokens (tokenProvider: () => Promise<AuthTokenAndExpiration>, clock: Clock): AuthTokenManager {
  assertProvider(tokenProvider)
  return new RefreshingTokenManager(tokenProvider, [UNAUTHORIZED, TOKEN_EXPIRED], clock)
}

/** `authTokenManagers.basic` with a given clock, for tests. */
export function changingPasswords (tokenProvider: () => Promise<AuthToken>, clock: Clock): AuthTokenManager {
  assertProvider(tokenProvider)
  return new RefreshingTokenManager(async () => ({ token: await tokenProvider() }), [UNAUTHORIZED], clock)
}

/** A manager for a token that never changes. */
export function staticAuthTokenManager ({ authToken }: { authToken: AuthToken }): AuthTokenManager {
  return new StaticTokenManager(authToken)
}

/**
 * Whether the manager always supplies the same token, so that connections need not be checked against it. True only for
 * a manager that the driver made of a token: the program has no reference to it, so it cannot replace its methods.
 */
export function isStaticAuthTokenManager (manager: AuthTokenManager): boolean {
  return manager instanceof StaticTokenManager
}

/**
 * The token manager for the driver's second argument, which is a token, a manager, or nothing.
 * @throws Neo4jError if it is a token without a scheme
 */
export function resolveAuthTokenManager (authTokenOrManager: unknown): AuthTokenManager {
  if (isAuthTokenManager(authTokenOrManager)) {
    return authTokenOrManager
  }
  return staticAuthTokenManager({ authToken: assertAuthToken(authTokenOrManager) })
}

/** A copy of the token; without a token, the scheme is `none`. @throws Neo4jError if a token has no scheme */
export function assertAuthToken (authToken: unknown): AuthToken {
  const token = { ...authToken as AuthToken }
  if (token.scheme == null) {
    if (Object.keys(token).length !== 0) {
      throw newError("Auth token is missing 'scheme'. Use neo4j.auth.basic/bearer/kerberos, or set scheme explicitly.")
    }
    token.scheme = 'none'
  }
  return token
}

function isAuthTokenManager (value: unknown): value is AuthTokenManager {
  const manager = Object(value) as Partial<AuthTokenManager>
  return typeof manager.getToken === 'function' && typeof manager.handleSecurityException === 'function'
}

function assertProvider (tokenProvider: unknown): void {
  if (typeof tokenProvider !== 'function') {
    throw new TypeError(`tokenProvider should be function, but got: ${typeof tokenProvider}`)
  }
}
