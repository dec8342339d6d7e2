import { systemClock, type Clock } from '../clock.js'
import { TOKEN_EXPIRED, UNAUTHORIZED } from '../error-codes.js'
import { markAsInner, setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import { type AuthToken } from '../types/auth-token.js'
import { sameToken } from './same-token.js'
import { SharedCall } from './shared-call.js'

export type SecurityErrorCode = `Neo.ClientError.Security.${string}`

// Classes for the compiler only, as neo4j-driver's are: what a program hands over is any object of that shape.

/** Gives the driver its tokens. All of them must belong to the same user. */
export declare class AuthTokenManager {
  private constructor ()
  /** Called whenever a connection is taken from the pool: should answer quickly while the token is valid. */
  getToken: () => Promise<AuthToken> | AuthToken
  /** Told of every security error of the server; returns whether trying again makes sense. */
  handleSecurityException: (token: AuthToken, securityErrorCode: SecurityErrorCode) => boolean
}

/** A token, and when to replace it; without a date, when the server says that it has expired. */
export declare class AuthTokenAndExpiration {
  private constructor ()
  readonly token: AuthToken
  readonly expiration?: Date
}

/** By then the first caller has given up, if `connectionAcquisitionTimeout` has its default. In milliseconds. */
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
 * Keeps one token, and gets a new one once for all who wait. A provider that does not answer in a minute is asked again
 * for those who come later.
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
    // An error about an older token says nothing about the one that came after it.
    if (this.#tokens.value !== undefined && sameToken(token, this.#tokens.value.token)) {
      // If this one fails, the next caller that wants a token starts a new one.
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

/** What the provider gave is not shown: it may hold a secret in the wrong place. */
function checkedTokenAndExpiration (fetched: AuthTokenAndExpiration | null | undefined): AuthTokenAndExpiration {
  if (typeof fetched?.token !== 'object' || fetched.token === null) {
    throw newError('The tokenProvider gave no token. Expected a promise of { token, expiration } for authTokenManagers.bearer, of the token for authTokenManagers.basic')
  }
  const { expiration } = fetched
  if (expiration != null && (typeof expiration.getTime !== 'function' || Number.isNaN(expiration.getTime()))) {
    throw newError('The tokenProvider gave an expiration that is not a valid Date. Leave it out if the token does not expire')
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

/** Makes managers for tokens that change. */
export class AuthTokenManagers {
  // Without `this`: `const { bearer } = neo4j.authTokenManagers` works in neo4j-driver, too.

  /**
   * For tokens that expire. The provider is called for the first token, after `expiration`, and when the server refuses a token.
   * @throws TypeError if the provider is no function
   */
  bearer ({ tokenProvider }: { tokenProvider: () => Promise<AuthTokenAndExpiration> }): AuthTokenManager {
    return expiringTokens(tokenProvider, systemClock)
  }

  /**
   * For passwords that are changed from time to time. The provider is called for the first token, and when the server refuses one.
   * @throws TypeError if the provider is no function
   */
  basic ({ tokenProvider }: { tokenProvider: () => Promise<AuthToken> }): AuthTokenManager {
    return changingPasswords(tokenProvider, systemClock)
  }
}

/** Managers for tokens that change. */
export const authTokenManagers: AuthTokenManagers = Object.freeze(new AuthTokenManagers())

/** `authTokenManagers.bearer`, for tests with a clock of their own. */
export function expiringTokens (tokenProvider: () => Promise<AuthTokenAndExpiration>, clock: Clock): AuthTokenManager {
  assertProvider(tokenProvider)
  return new RefreshingTokenManager(tokenProvider, [UNAUTHORIZED, TOKEN_EXPIRED], clock)
}

/** `authTokenManagers.basic`, for tests with a clock of their own. */
export function changingPasswords (tokenProvider: () => Promise<AuthToken>, clock: Clock): AuthTokenManager {
  assertProvider(tokenProvider)
  return new RefreshingTokenManager(async () => ({ token: await tokenProvider() }), [UNAUTHORIZED], clock)
}

/** A manager for a token that never changes. */
export function staticAuthTokenManager ({ authToken }: { authToken: AuthToken }): AuthTokenManager {
  return new StaticTokenManager(authToken)
}

/**
 * Whether the manager can never give another token, so that connections need not be compared with it: the driver made it
 * of a token, and no program has it to replace its methods.
 */
export function isStaticAuthTokenManager (manager: AuthTokenManager): boolean {
  return manager instanceof StaticTokenManager
}

/**
 * Makes a manager of the driver's second argument, which is a token, a manager, or nothing.
 * @throws Neo4jError if it is a token without a scheme
 */
export function resolveAuthTokenManager (authTokenOrManager: unknown): AuthTokenManager {
  if (isAuthTokenManager(authTokenOrManager)) {
    return authTokenOrManager
  }
  return staticAuthTokenManager({ authToken: assertAuthToken(authTokenOrManager) })
}

/** A copy of the token; no token at all means scheme `none`. @throws Neo4jError if the scheme is missing */
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
