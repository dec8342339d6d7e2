import { ServerAddress } from '../../../src/net/address.js'
import { resolveByDns, resolveByUser, systemLookup } from '../../../src/net/resolve.js'

const seed = ServerAddress.fromUrl('neo4j.example:7690')
const texts = (addresses: ServerAddress[]): string[] => addresses.map(address => address.toString())

describe('the user\'s resolver', () => {
  it('is asked for host and port, and may answer with several, at once or later', async () => {
    const asked: string[] = []
    const answer = ['one:1', 'two', '[::1]:3']
    expect(texts(await resolveByUser(seed, address => { asked.push(address); return answer }))).toEqual(['one:1', 'two:7687', '[::1]:3'])
    expect(texts(await resolveByUser(seed, async () => answer))).toHaveLength(3)
    expect(asked).toEqual(['neo4j.example:7690'])
  })

  it('is not needed', async () => {
    expect(await resolveByUser(seed, undefined)).toEqual([seed])
  })

  it('is blamed by name if it fails', async () => {
    const cause = new Error('no network')
    await expect(resolveByUser(seed, () => { throw cause })).rejects.toMatchObject({
      name: 'Neo4jError', message: 'The configured resolver failed for neo4j.example:7690: no network', cause
    })
    await expect(resolveByUser(seed, () => Promise.reject(cause))).rejects.toMatchObject({ cause })
  })

  it.each<[string, unknown, string]>([
    ['text', 'one:1', 'Got: one:1'], ['nothing', undefined, 'Got: undefined'], ['an object that can\'t be printed', Object.create(null), 'Got: an object'],
    ['a wrong port', ['one:1', 'two:undefined'], "The configured resolver returned an unusable address. Illegal port of host 'two'."],
    ['no host', [''], "The configured resolver returned an unusable address. Illegal host"]
  ])('that answers with %s is told so', async (_, answer, message) => {
    await expect(resolveByUser(seed, () => answer as never)).rejects.toThrow(message)
  })

  it.each<[unknown, string]>([[undefined, 'undefined'], ['down', '"down"'], [Object.create(null), 'an object']])('may fail with %p', async (reason, shown) => {
    await expect(resolveByUser(seed, () => Promise.reject(reason))).rejects.toThrow(`The configured resolver failed for neo4j.example:7690: ${shown}`)
  })

  it('must answer with a list of texts', async () => {
    await expect(resolveByUser(seed, () => 'one:1' as never)).rejects.toThrow(TypeError)
    await expect(resolveByUser(seed, () => [5] as never)).rejects.toThrow(TypeError)
  })
})

describe('the system\'s resolver', () => {
  it('gives each IP address as a server of its own that keeps its name for certificates', async () => {
    const addresses = await resolveByDns(seed, async () => ['10.0.0.1', '10.0.0.2', '10.0.0.1', 'fe80::1'])
    expect(addresses.map(address => [address.host(), address.resolvedHost(), address.port()])).toEqual([
      ['neo4j.example', '10.0.0.1', 7690], ['neo4j.example', '10.0.0.2', 7690], ['neo4j.example', 'fe80::1', 7690]
    ])
    expect(new Set([...addresses, seed].map(address => address.asKey())).size).toBe(4)
  })

  it.each([
    ['there is no choice', seed, async () => ['10.0.0.1']],
    ['the name is unknown', seed, async () => { throw new Error('ENOTFOUND') }],
    ['there is no name to look up', ServerAddress.fromUrl('127.0.0.1'), async () => ['10.0.0.1', '10.0.0.2']]
  ])('adds nothing if %s', async (_, address, lookup) => {
    expect(await resolveByDns(address, lookup)).toEqual([])
  })

  it('is that of the system', async () => {
    expect(await systemLookup('localhost')).toEqual(expect.arrayContaining([expect.stringMatching(/^127\.0\.0\.1$|^::1$/)]))
  })
})
