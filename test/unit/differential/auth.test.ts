import fc from 'fast-check'
import * as neo4j from 'neo4j-driver'
import { resolveCertificateProvider } from '../../../src/auth/client-certificate.js'
import { resolveAuthTokenManager } from '../../../src/auth/token-manager.js'
import { auth } from '../../../src/auth/tokens.js'

const text = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('', null, undefined)) as fc.Arbitrary<any>
const parameters = fc.oneof(fc.dictionary(fc.string(), fc.anything(), { maxKeys: 2 }), fc.constantFrom(undefined, null, [], [1], new Map()))

function outcome (call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    const { name, message, code } = error as neo4j.Neo4jError
    return { name, message, code }
  }
}

it('tokens are the same', () => {
  fc.assert(fc.property(text, text, text, text, parameters, (a, b, c, d, e: any) => {
    expect(auth.basic(a, b, c)).toEqual(neo4j.auth.basic(a, b, c))
    expect(auth.kerberos(a)).toEqual(neo4j.auth.kerberos(a))
    expect(auth.bearer(a)).toEqual(neo4j.auth.bearer(a))
    expect(auth.none()).toEqual((neo4j.auth as any).none())
    expect(outcome(() => auth.custom(a, b, c, d, e))).toEqual(outcome(() => neo4j.auth.custom(a, b, c, d, e)))
  }))
})

it.each<unknown>([undefined, null, {}, 5, '', 'text', [], { principal: 'a' }, { scheme: null }, { scheme: 'x' }, neo4j.auth.basic('a', 'b')])(
  'what %j is taken for, or why it is refused, is the same', value => {
    const theirs = outcome(() => { neo4j.driver('bolt://host', value as never) })
    expect(outcome(() => { resolveAuthTokenManager(value) })).toEqual(theirs)
  })

const file = fc.constantFrom<unknown>('a.pem', '', 5, null, undefined, [], ['a'], ['a', 5], { path: 'a' }, [{ path: 'a' }, 'b'], { path: 'a', password: 5 }, { password: 'b' })

it('what is a client certificate, and what is none, is the same', () => {
  fc.assert(fc.property(fc.record({ certfile: file, keyfile: file, password: fc.constantFrom('x', '', null, undefined, 5) }, { requiredKeys: [] }), value => {
    const isRefused = (check: () => unknown): boolean => {
      try {
        check()
        return false
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
        return true
      }
    }
    const theirs = isRefused(() => neo4j.clientCertificateProviders.rotating({ initialCertificate: value as never }))
    expect(isRefused(() => resolveCertificateProvider(value))).toBe(theirs)
  }))
})
