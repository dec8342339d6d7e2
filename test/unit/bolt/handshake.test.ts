import { HANDSHAKE_OFFER, readHandshake } from '../../../src/bolt/handshake.js'
import { SPOKEN_VERSIONS } from '../../../src/bolt/versions.js'
import { bytesOf } from '../../helpers/wire.js'

const version = (hex: string): string | undefined => {
  const result = readHandshake(bytesOf(hex), 'db:7687')
  return result && `${result.capabilities.major}.${result.capabilities.minor}`
}

describe('the offer', () => {
  it('names the manifest first, then what older servers know', () => {
    expect(HANDSHAKE_OFFER).toEqual(bytesOf('6060b017 000001ff 00080805 00040404 00000003'))
  })
})

describe('the answer of a server without the manifest', () => {
  it.each(SPOKEN_VERSIONS.map(([major, minor]) => [`${major}.${minor}`, Buffer.from([0, 0, minor, major]).toString('hex')]))('may be %s', (expected, hex) => {
    expect(version(hex)).toBe(expected)
    expect(readHandshake(bytesOf(hex), '')).toMatchObject({ reply: undefined, consumed: 4 })
  })

  it('is waited for', () => {
    for (const hex of ['', '00', '0000', '000008']) expect(version(hex)).toBeUndefined()
  })

  it.each([
    ['that it has none in common', '00000000', 'ServiceUnavailable', /does not speak any of the Bolt versions.* \(3\.0, 4\.0 to 4\.4, 5\.0 to 5\.4, 5\.6 to 5\.8, 6\.0 to 6\.1\)/],
    ['a version that was never released', '00000505', 'ProtocolError', /Bolt version 5\.5, which was not offered/],
    ['a version of the future', '00000009', 'ProtocolError', /Bolt version 9\.0/],
    ['Bolt 2', '00000002', 'ProtocolError', /Bolt version 2\.0/],
    ['HTTP', '48545450', 'ServiceUnavailable', /responded HTTP.*7687.*db:7687/],
    ['TLS', '15030300', 'ServiceUnavailable', /TLS alert.*encrypted connection/],
    ['anything', 'deadbeef', 'ProtocolError', /0xdeadbeef.*Bolt server/],
    ['a manifest that was not asked for', '000002ff', 'ProtocolError', /not offered/]
  ])('may be %s', (_, hex, code, message) => {
    expect(() => readHandshake(bytesOf(hex), 'db:7687')).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })
})

describe('the manifest', () => {
  it.each([
    ['one version', '01 00000805 00', '5.8'],
    ['a range', '01 00080805 00', '5.8'],
    ['a range that ends above ours', '01 00040a05 00', '5.8'],
    ['a range around the gap', '01 00000605 00', '5.6'],
    ['a range that begins in the gap', '01 00010605 00', '5.6'],
    ['versions in any order', '03 00000404 00000106 00040705 00', '6.1'],
    ['a version of the future too', '02 00000009 00000003 00', '3.0'],
    ['abilities', '01 00000006 8101', '6.0'],
    ['a count of two bytes', '8100 00000006 00', '6.0']
  ])('offers %s', (_, hex, expected) => {
    expect(version(`000001ff ${hex}`)).toBe(expected)
    const bytes = bytesOf(`000001ff ${hex}`)
    const [major, minor] = expected.split('.').map(Number)
    expect(readHandshake(bytes, '')).toMatchObject({ reply: Buffer.from([0, 0, minor, major, 0]), consumed: bytes.length })
  })

  it('is waited for at every byte, and takes none of what follows', () => {
    const bytes = bytesOf('000001ff 02 00000805 00000106 8100')
    for (let size = 0; size < bytes.length; size++) expect(readHandshake(bytes.subarray(0, size), '')).toBeUndefined()
    expect(readHandshake(Buffer.concat([bytes, bytesOf('0003b17000')]), '')).toMatchObject({ consumed: bytes.length })
  })

  it.each([
    ['nothing that we speak', '01 00000009 00', /offers the Bolt versions 9\.0/],
    ['nothing at all', '00 00', /speaks none of them/],
    ['a number without an end', 'ffffffffff', /unterminated varint/],
    ['abilities without an end', '00 ffffffffff', /unterminated varint/],
    ['a list that is too long', 'ffff7f', /2097151 ranges of Bolt versions; the limit is 1000/]
  ])('may offer %s', (_, hex, message) => {
    expect(() => readHandshake(bytesOf(`000001ff ${hex}`), 'db:7687')).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringMatching(message) }))
  })
})
