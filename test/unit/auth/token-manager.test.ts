import {
  authTokenManagers, expiringTokens, isStaticAuthTokenManager, resolveAuthTokenManager, staticAuthTokenManager,
  type AuthTokenAndExpiration, type SecurityErrorCode
} from '../../../src/auth/token-manager.js'
import { auth } from '../../../src/auth/tokens.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { unhandledIn } from '../../helpers/unhandled.js'

const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized'
const EXPIRED = 'Neo.ClientError.Security.TokenExpired'
const OTHER = 'Neo.ClientError.Security.AuthorizationExpired'

/** A provider of the tokens t1, t2, … that answers when the test lets it. */
function numbered (expiration?: Date): { provider: jest.Mock<Promise<AuthTokenAndExpiration>, []> } {
  let n = 0
  return { provider: jest.fn(async () => ({ token: auth.bearer(`t${++n}`), expiration })) }
}

describe('a bearer token manager', () => {
  it('asks once for all waiting callers, and again only after the expiration', async () => {
    const clock = new FakeClock()
    const { provider } = numbered(new Date(clock.date() + 1000))
    const manager = expiringTokens(provider, clock)
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

  it('passes a failure to all waiting callers, and tries again for the next', async () => {
    const provider = jest.fn<Promise<AuthTokenAndExpiration>, []>()
      .mockRejectedValueOnce(new Error('no network'))
      .mockResolvedValue({ token: auth.bearer('late') })
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    const waiting = await Promise.allSettled([manager.getToken(), manager.getToken()])
    expect(waiting).toEqual(Array(2).fill({ status: 'rejected', reason: new Error('no network') }))
    expect(await manager.getToken()).toEqual(auth.bearer('late'))
    expect(provider).toHaveBeenCalledTimes(2)
  })

  it('leaves no rejection unhandled when a refresh that is not awaited fails', async () => {
    const provider = jest.fn<Promise<AuthTokenAndExpiration>, []>()
      .mockResolvedValueOnce({ token: auth.bearer('first') })
      .mockImplementation(() => { throw new Error('thrown, not rejected') })
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    expect(await unhandledIn(async () => {
      manager.handleSecurityException(await manager.getToken(), EXPIRED)
      await settle()
    })).toEqual([])
    expect(provider).toHaveBeenCalledTimes(2)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['a string', 'secret'], ['a token without its place', auth.bearer('secret')], ['a token that is a string', { token: 'secret' }]
  ])('says what a provider that gives %s should have given', async (_, given) => {
    const manager = authTokenManagers.bearer({ tokenProvider: async () => given as never })
    await expect(manager.getToken()).rejects.toThrow(/^The tokenProvider returned no token. Expected a promise of { token, expiration } for authTokenManagers.bearer, of the token for authTokenManagers.basic$/)
  })

  it.each<[string, unknown]>([['text', '2026-01-01'], ['a number', 1], ['an invalid Date', new Date(NaN)]])('refuses an expiration that is %s, and asks again next time', async (_, expiration) => {
    const provider = jest.fn<Promise<AuthTokenAndExpiration>, []>()
      .mockResolvedValueOnce({ token: auth.bearer('first'), expiration: expiration as Date })
      .mockResolvedValue({ token: auth.bearer('second') })
    const manager = authTokenManagers.bearer({ tokenProvider: provider })
    await expect(manager.getToken()).rejects.toThrow('The tokenProvider returned an expiration that is not a valid Date')
    expect(await manager.getToken()).toEqual(auth.bearer('second'))
  })

  it.each<[string, () => unknown, string]>([
    ['rejects with nothing', () => Promise.reject(undefined), 'The tokenProvider failed with something that is not an Error: undefined'],
    ['rejects with text', () => Promise.reject('no network'), 'The tokenProvider failed with something that is not an Error: no network'],
    ['rejects with an object', () => Promise.reject({ token: 'secret' }), 'The tokenProvider failed with something that is not an Error: an object'],
    ['throws', () => { throw new Error('mine') }, 'mine'],
    ['throws text', () => { throw 'mine' }, 'The tokenProvider failed with something that is not an Error: mine'],
    ['gives a thenable that throws', () => ({ then: () => { throw new Error('mine') } }), 'mine']
  ])('rejects with an Error if its provider %s', async (_, tokenProvider, message) => {
    const managers = [authTokenManagers.bearer({ tokenProvider: tokenProvider as never }), authTokenManagers.basic({ tokenProvider: tokenProvider as never })]
    for (const manager of managers) {
      const error = await (manager.getToken() as Promise<unknown>).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toBe(message)
    }
  })

  it('takes a thenable for a promise', async () => {
    const tokenProvider = (): unknown => ({ then: (resolve: (value: unknown) => void) => { resolve({ token: auth.bearer('t') }) } })
    expect(await authTokenManagers.bearer({ tokenProvider: tokenProvider as never }).getToken()).toEqual(auth.bearer('t'))
  })

  describe('whose provider never answers', () => {
    it('asks again for callers that come a minute later, and leaves the others waiting', async () => {
      const clock = new FakeClock()
      const answers: Array<(answer: AuthTokenAndExpiration) => void> = []
      const provider = jest.fn(() => new Promise<AuthTokenAndExpiration>(resolve => { answers.push(resolve) }))
      const manager = expiringTokens(provider, clock)
      const seen: string[] = []
      const ask = (who: string): void => { void (manager.getToken() as Promise<{ credentials: string }>).then(token => { seen.push(`${who}: ${token.credentials}`) }) }
      ask('first')
      await clock.advance(59_999)
      ask('second')
      expect(provider).toHaveBeenCalledTimes(1)
      await clock.advance(1)
      ask('third')
      ask('fourth')
      expect(provider).toHaveBeenCalledTimes(2)
      answers[1]({ token: auth.bearer('new') })
      await settle()
      expect(seen).toEqual(['third: new', 'fourth: new'])
      answers[0]({ token: auth.bearer('late') })
      await settle()
      expect(seen).toEqual(['third: new', 'fourth: new', 'first: late', 'second: late'])
      expect(await manager.getToken()).toEqual(auth.bearer('new'))
      expect(provider).toHaveBeenCalledTimes(2)
    })

    it('takes the first answer if it comes before that of the second call', async () => {
      const clock = new FakeClock()
      const answers: Array<(answer: AuthTokenAndExpiration) => void> = []
      const manager = expiringTokens(() => new Promise(resolve => { answers.push(resolve) }), clock)
      void manager.getToken()
      await clock.advance(60_000)
      void manager.getToken()
      answers[0]({ token: auth.bearer('one') })
      await settle()
      expect(await manager.getToken()).toEqual(auth.bearer('one'))
      answers[1]({ token: auth.bearer('two') })
      await settle()
      expect(await manager.getToken()).toEqual(auth.bearer('two'))
    })
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
