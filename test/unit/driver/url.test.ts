import { parseUrl } from '../../../src/driver/url.js'

describe('a URL', () => {
  it.each([
    ['bolt', false, false, undefined],
    ['bolt+s', false, true, 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'],
    ['bolt+ssc', false, true, 'TRUST_ALL_CERTIFICATES'],
    ['neo4j', true, false, undefined],
    ['neo4j+s', true, true, 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'],
    ['neo4j+ssc', true, true, 'TRUST_ALL_CERTIFICATES']
  ])('with scheme %s: routing %s, encrypted %s, %s', (scheme, routing, encrypted, trust) => {
    const url = parseUrl(`${scheme}://host:1`)
    expect([url.scheme, url.routing, url.encrypted, url.trust]).toEqual([scheme, routing, encrypted, trust])
    expect([url.host, url.port, url.hostAndPort]).toEqual(['host', 1, 'host:1'])
  })

  it.each([
    ['http://host', 'Unknown scheme: http.'],
    ['BOLT://host', 'Unknown scheme: BOLT.'],
    ['localhost', 'Unknown scheme: null.'],
    ['localhost:7687', 'Unknown scheme: null.'],
    ['', 'Illegal host'],
    ['bolt://', 'Illegal host'],
    ['bolt:///path', 'Illegal host'],
    ['bolt://::1:7687', 'Illegal host'],
    ['neo4j://host?key', "Invalid parameters: 'key' in URL 'neo4j://host?key'."],
    ['neo4j://host?a=b=c', "Invalid parameters: 'a,b,c' in URL"],
    ['neo4j://host?', "Invalid parameters: '' in URL"],
    ['neo4j://host?a=', "Illegal empty value in URL query 'neo4j://host?a='"],
    ['neo4j://host?=b', "Illegal empty key in URL query 'neo4j://host?=b'"],
    ['neo4j://host?a=1&a=2', "Duplicated query parameters with key 'a' in URL"],
    ['bolt://host?a=b', "Parameters are not supported with none routed scheme. Given URL: 'bolt://host?a=b'"]
  ])('%s is refused', (url, message) => {
    expect(() => parseUrl(url)).toThrow(message)
  })

  it('with an unknown scheme is refused with the known ones', () => {
    expect(() => parseUrl('http://host:7474')).toThrow(/neo4j:\/\/, neo4j\+s:\/\/, neo4j\+ssc:\/\/, bolt:\/\/, bolt\+s:\/\/, bolt\+ssc:\/\//)
  })

  it('that is not a string is refused with a TypeError', () => {
    expect(() => parseUrl(5 as never)).toThrow(new TypeError('"Bolt URL" expected to be string but was: 5'))
  })

  it('carries the routing context as it is written', () => {
    expect(parseUrl(' neo4j://host:1/?region=eu&policy=a%20b:c ').query).toEqual({ region: 'eu', policy: 'a%20b:c' })
    expect(parseUrl('neo4j://host/db?a=b#part').query).toEqual({ a: 'b' })
    expect(parseUrl('neo4j://host#?a=b').query).toEqual({})
  })

  it('cannot reach the prototype by its query', () => {
    const { query } = parseUrl('neo4j://host?__proto__=x')
    expect(Object.entries(query)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype)
  })

  it('may name an IPv6 address with its zone', () => {
    expect(parseUrl('bolt://[fe80::1%en0]:7688')).toMatchObject({ host: 'fe80::1%en0', port: 7688, hostAndPort: '[fe80::1%en0]:7688' })
  })

  it('with user name and password works without them, and says so', () => {
    const url = parseUrl('bolt://neo4j:secret@host')
    expect(url.hostAndPort).toBe('host:7687')
    expect(url.warnings).toEqual([expect.stringContaining('have no effect')])
    expect(JSON.stringify(url)).not.toContain('secret')
  })

  it.each([
    'neo4j://neo4j:secret@host?a', 'neo4j://neo4j:sec/secret@host?a=', 'neo4j://neo4j:sec?secret=1&x@host', 'bolt://neo4j:7/secret@host?a=b',
    'bolt://neo4j:secret/@host', 'bolt://neo4j:secret@', 'bolt://neo4j:secret@host:99999'
  ])('never shows a password: %s', url => {
    let shown: string
    try {
      shown = JSON.stringify(parseUrl(url).warnings)
    } catch (error) {
      shown = String((error as Error).stack)
    }
    expect(shown).not.toContain('secret')
  })
})
