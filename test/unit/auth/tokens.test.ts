import { sameToken } from '../../../src/auth/same-token.js'
import { auth } from '../../../src/auth/tokens.js'

describe('a custom token', () => {
  it('holds only what is not empty', () => {
    expect(auth.custom('me', '', '', 'plugin', {})).toEqual({ scheme: 'plugin', principal: 'me' })
    expect(auth.custom('me', 'pw', 'realm', 'plugin', { a: 1 }))
      .toEqual({ scheme: 'plugin', principal: 'me', credentials: 'pw', realm: 'realm', parameters: { a: 1 } })
  })

  it('refuses parameters that contain themselves, and keeps the cause', () => {
    const parameters: Record<string, unknown> = {}
    parameters.self = parameters
    expect(() => auth.custom('me', 'pw', '', 'plugin', parameters)).toThrow(expect.objectContaining({
      message: 'Circular references in custom auth token parameters',
      cause: expect.any(TypeError)
    }))
  })
})

describe('two tokens', () => {
  it.each([
    [auth.basic('a', 'b'), auth.basic('a', 'b'), true],
    [auth.basic('a', 'b'), auth.basic('a', 'c'), false],
    [auth.basic('a', 'b'), auth.basic('a', 'b', 'realm'), false],
    [auth.custom('a', 'b', '', 's', { x: [1, { y: 2 }] }), auth.custom('a', 'b', '', 's', { x: [1, { y: 2 }] }), true],
    [auth.custom('a', 'b', '', 's', { x: [1, { y: 2 }] }), auth.custom('a', 'b', '', 's', { x: [1, { y: 3 }] }), false],
    [auth.none(), undefined, false],
    [undefined, undefined, true]
  ])('%j and %j: the same is %s', (a, b, expected) => {
    expect(sameToken(a, b)).toBe(expected)
    expect(sameToken(b, a)).toBe(expected)
  })
})
