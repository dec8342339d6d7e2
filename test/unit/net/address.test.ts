import { parseHostAndPort, ServerAddress } from '../../../src/net/address.js'

describe('host and port', () => {
  it.each([
    ['localhost', 'localhost', 7687],
    ['localhost:', 'localhost', 7687],
    ['db.example.com:7688', 'db.example.com', 7688],
    ['127.0.0.1:1', '127.0.0.1', 1],
    ['[::1]', '::1', 7687],
    ['[::1]:80', '::1', 80],
    ['[fe80::1%en0]:7688', 'fe80::1%en0', 7688],
    ['user:secret@host:7', 'host', 7],
    ['host: 12', 'host', 12]
  ])('%s is %s and %i', (text, host, port) => {
    expect(parseHostAndPort(text)).toEqual({ host, port })
  })

  it.each(['', ':7687', '::1:7687', '[]:7687', '[::1', '@:1'])("'%s' names no host", text => {
    expect(() => parseHostAndPort(text)).toThrow(/^Illegal host in a URL or address. Expected a name or an IP address, with IPv6 in brackets/)
  })

  it.each([
    'host:undefined', 'host:null', 'host:NaN', 'host:abc', 'host:7687abc', 'host:0x1', 'host:1e3', 'host:76.87', 'host:+1', 'host:-1', 'host:0', 'host:65536',
    'host::7687', 'host:1:2', 'host: ', 'host:7687\n', `host:${'9'.repeat(400)}`
  ])('%j has no possible port', text => {
    expect(() => parseHostAndPort(text)).toThrow(expect.objectContaining({
      name: 'Neo4jError', message: "Illegal port of host 'host'. Expected a number from 1 to 65535, as in 'host:7687'"
    }))
  })

  it('says so of an IPv6 address in brackets', () => {
    expect(() => parseHostAndPort('[::1]x:5')).toThrow("Illegal port of host '::1'. Expected a number from 1 to 65535, as in '[::1]:7687'")
  })
})

describe('a server address', () => {
  it('keeps its key when it is resolved', () => {
    const address = ServerAddress.fromUrl('db.example.com:7688')
    const resolved = new ServerAddress('db.example.com', '10.0.0.7', 7688)
    expect([address.host(), address.resolvedHost(), address.port(), address.toString()])
      .toEqual(['db.example.com', 'db.example.com', 7688, 'db.example.com:7688'])
    expect([resolved.host(), resolved.resolvedHost(), resolved.port(), resolved.toString()])
      .toEqual(['db.example.com', '10.0.0.7', 7688, 'db.example.com:7688(10.0.0.7)'])
    expect([resolved.asKey(), resolved.asHostPort()]).toEqual([address.asKey(), address.asKey()])
  })

  it('puts IPv6 in brackets again', () => {
    expect(ServerAddress.fromUrl('[2001:db8::1]').asKey()).toBe('[2001:db8::1]:7687')
    expect(new ServerAddress('::1', null, 80).asKey()).toBe('[::1]:80')
  })

  it('reads an address with scheme, path and query', () => {
    expect(ServerAddress.fromUrl('neo4j://host:1/path?a=b').asKey()).toBe('host:1')
  })

  it('refuses what is not a string', () => {
    expect(() => ServerAddress.fromUrl(5 as never)).toThrow(TypeError)
    expect(() => new ServerAddress('host', null, '7687' as never)).toThrow(new TypeError('port expected to be a number but was: "7687"'))
  })
})
