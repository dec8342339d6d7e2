import {
  authTokenManagers, createAuthTokenManagers, isStaticAuthTokenManager, resolveAuthTokenManager, staticAuthTokenManager,
  type AuthTokenAndExpiration, type SecurityErrorCode
} from '../../../src/auth/token-manager.js'
import { auth } from '../../../src/auth/tokens.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'

const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized'
const EXPIRED = 'Neo.ClientError.Security.TokenExpired'
const OTHER = 'Neo.ClientError.Security.AuthorizationExpired'

/** A provider of the tokens t1, t2, … that answers when the test lets it. */
function numbered (expiration?: Date): { provider: jest.Mock<Promise<AuthTokenAndExpiration>, []> } {
  let n = 0
  return { provider: jest.fn(async () => ({ token: auth.bearer(`t${++n}`), expiration })) }
}

describe('a bearer token manager', () => {
  it('asks once for all who wait, and again only after the expiration', async () => {
    const clock = new FakeClock()
    const { provider } = numbered(new Date(clock.date() + 1000))
    const manager = createAuthTokenManagers(clock).bearer({ tokenProvider: provider })
    const tokens = await Promise.all([manager.getToken(), manager.getToken(), manager.getToken()])
    expect(tokens).toEqual(Array(3).fill(auth.bearer('t1')))
    await clock.advance(1000)
    expect(await manager.getToken()).toEqual(auth.bearer('t1'))
    await clock.advance(1)
    expect(await Promise.all([manager.getToken(), manager.getToken()])).toEqual(Array(2).fill(auth.bearer('t2')))
    expect(provider).toHaveBeenCalledTimes(2)
  })

  it.each<[SecurityErrorCode, boolean]>([[UNAUTHORIZED, true], [EXPIRED, true], [OTHER, false]])('gets a new token after %s: %s', async (code, handled) => {
    const { provider } = numbered()
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    expect(manager.handleSecurityException(await manager.getToken(), code)).toBe(handled)
    expect(await manager.getToken()).toEqual(auth.bearer(handled ? 't2' : 't1'))
  })

  it('keeps its token when the server refuses an older one', async () => {
    const { provider } = numbered()
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    const old = await manager.getToken()
    manager.handleSecurityException(old, EXPIRED)
    const current = await manager.getToken()
    expect(manager.handleSecurityException(old, EXPIRED)).toBe(true)
    expect(await manager.getToken()).toBe(current)
    expect(provider).toHaveBeenCalledTimes(2)
  })

  it('recognises its token by content', async () => {
    const { provider } = numbered()
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    await manager.getToken()
    manager.handleSecurityException(auth.bearer('t1'), EXPIRED)
    expect(await manager.getToken()).toEqual(auth.bearer('t2'))
  })

  it('passes a failure to all who wait, and tries again for the next', async () => {
    const provider = jest.fn<Promise<AuthTokenAndExpiration>, []>()
      .mockRejectedValueOnce(new Error('no network'))
      .mockResolvedValue({ token: auth.bearer('late') })
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    const waiting = await Promise.allSettled([manager.getToken(), manager.getToken()])
    expect(waiting).toEqual(Array(2).fill({ status: 'rejected', reason: new Error('no network') }))
    expect(await manager.getToken()).toEqual(auth.bearer('late'))
    expect(provider).toHaveBeenCalledTimes(2)
  })

  it('leaves no rejection unhandled when a refresh that nobody waits for fails', async () => {
    const unhandled = jest.fn()
    process.on('unhandledRejection', unhandled)
    try {
      const provider = jest.fn<Promise<AuthTokenAndExpiration>, []>()
        .mockResolvedValueOnce({ token: auth.bearer('first') })
        .mockImplementation(() => { throw new Error('thrown, not rejected') })
      const manager = authTokenManagers.bearer({ tokenProvider: provider })
      manager.handleSecurityException(await manager.getToken(), EXPIRED)
      await settle()
      expect(provider).toHaveBeenCalledTimes(2)
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })

  it('says what a provider should have given', async () => {
    const manager = authTokenManagers.bearer({ tokenProvider: async () => undefined as never })
    await expect(manager.getToken()).rejects.toThrow('The tokenProvider gave no token. Expected a promise of { token, expiration }')
  })
})

describe('a basic token manager', () => {
  it.each<[SecurityErrorCode, boolean]>([[UNAUTHORIZED, true], [EXPIRED, false]])('gets a new password after %s: %s', async (code, handled) => {
    let n = 0
    const manager = authTokenManagers.basic({ tokenProvider: async () => auth.basic('ann', `pw${++n}`) })
    expect(manager.handleSecurityException(await manager.getToken(), code)).toBe(handled)
    expect(await manager.getToken()).toEqual(auth.basic('ann', handled ? 'pw2' : 'pw1'))
  })
})

it.each(['basic', 'bearer'] as const)('a %s manager needs a function', kind => {
  expect(() => authTokenManagers[kind]({ tokenProvider: 'token' as never })).toThrow(new TypeError('tokenProvider should be function, but got: string'))
  expect(Object.isFrozen(authTokenManagers)).toBe(true)
})

describe("the driver's second argument", () => {
  it('may be a manager', () => {
    const manager = { getToken: () => auth.none() as never, handleSecurityException: () => false }
    expect(resolveAuthTokenManager(manager)).toBe(manager)
    expect(isStaticAuthTokenManager(manager)).toBe(false)
  })

  it('may be a token, of which a copy is kept', () => {
    const token = auth.basic('ann', 'pw')
    const manager = resolveAuthTokenManager(token)
    token.credentials = 'changed'
    expect(manager.getToken()).toEqual(auth.basic('ann', 'pw'))
    expect(isStaticAuthTokenManager(manager)).toBe(true)
    expect(manager.handleSecurityException(token, UNAUTHORIZED)).toBe(false)
  })

  it.each([undefined, null, {}])('may be %p, for servers without authentication', nothing => {
    expect(resolveAuthTokenManager(nothing).getToken()).toEqual({ scheme: 'none' })
  })

  it('may not be a token without scheme', () => {
    expect(() => resolveAuthTokenManager({ principal: 'ann' }))
      .toThrow("Auth token is missing 'scheme'. Use neo4j.auth.basic/bearer/kerberos, or set scheme explicitly.")
  })
})

it('a static manager gives its token as it is', () => {
  const authToken = auth.bearer('x')
  expect(staticAuthTokenManager({ authToken }).getToken()).toBe(authToken)
})
