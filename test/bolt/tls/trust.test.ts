import { once } from 'node:events'
import * as net from 'node:net'
import type { TlsOptions } from 'node:tls'
import neo4j, { type Config } from '../../../src/lite.js'
import { BoltServer, query, repeat } from '../../../src/testing/script/index.js'
import { Certificate, useFolder } from '../../helpers/certificates.js'
import { TlsFront } from '../../helpers/tls-front.js'

const PASSWORD = 'planted-password'
const HANDSHAKE = Buffer.from([0x60, 0x60, 0xb0, 0x17])

const authority = new Certificate({ commonName: 'Our authority', isAuthority: true })
const stranger = new Certificate({ commonName: 'Another authority', isAuthority: true })
const issued = (hosts: string[], days?: number, issuer = authority): TlsOptions => {
  const certificate = new Certificate({ commonName: 'server', hosts, days, issuer })
  return { cert: certificate.cert, key: certificate.key() }
}

/** Runs one query through `scheme://host`; gives the driver's error, or the protocol that the query went over. */
async function ask (tls: TlsOptions, scheme: string, config: Config = {}, host = 'localhost'): Promise<any> {
  const server = await BoltServer.start(repeat(query(['n'], [[1]])))
  const front = await TlsFront.start(Number(server.address.split(':')[1]), tls)
  const driver = neo4j.driver(`${scheme}://${host}:${front.port}`, neo4j.auth.basic('neo4j', PASSWORD), { maxTransactionRetryTime: 0, ...config })
  try {
    const { records } = await driver.session().run('RETURN 1 AS n')
    expect([records.length, driver.isEncrypted()]).toEqual([1, true])
    return front.versions[0]
  } catch (error) {
    expect(server.connections.flatMap(({ received }) => received)).toEqual([])
    return error
  } finally {
    await driver.close()
    await front.close()
    await server.close()
  }
}

describe('an encrypted connection', () => {
  const folder = useFolder()
  const trust = (...certificates: Certificate[]): Config => ({
    encrypted: 'ENCRYPTION_ON',
    trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES',
    trustedCertificates: certificates.map(({ cert, commonName }) => folder.file(`${commonName}.pem`, cert))
  })

  it('is made with a server whose certificate our own authority has signed', async () => {
    expect(await ask(issued(['localhost']), 'bolt', trust(authority))).toBe('TLSv1.3')
  })

  it('is made if one of several authorities is the right one', async () => {
    expect(await ask(issued(['localhost']), 'bolt', trust(stranger, authority))).toBe('TLSv1.3')
  })

  it('is made with a server that is known by its IP address', async () => {
    expect(await ask(issued(['127.0.0.1']), 'bolt', trust(authority), '127.0.0.1')).toBe('TLSv1.3')
  })

  it('is made with anybody by +ssc', async () => {
    expect(await ask(issued(['elsewhere.example'], -1, stranger), 'bolt+ssc')).toBe('TLSv1.3')
    expect(await ask(issued([]), 'bolt', { encrypted: true, trust: 'TRUST_ALL_CERTIFICATES' })).toBe('TLSv1.3')
  })

  it.each<[string, TlsOptions, string, Config, string]>([
    ['certificate is of no public authority', issued(['localhost']), 'bolt+s', {}, 'localhost'],
    ['certificate is of no public authority, with encrypted alone', issued(['localhost']), 'bolt', { encrypted: true }, 'localhost'],
    ['certificate is of another authority', issued(['localhost'], 1, stranger), 'bolt', trust(authority), 'localhost'],
    ['certificate names another host', issued(['elsewhere.example']), 'bolt', trust(authority), 'localhost'],
    ['certificate names another address', issued(['127.0.0.2']), 'bolt', trust(authority), '127.0.0.1'],
    ['certificate names the host, but we asked for the address', issued(['localhost']), 'bolt', trust(authority), '127.0.0.1'],
    ['certificate has ended', issued(['localhost'], -1), 'bolt', trust(authority), 'localhost']
  ])('is refused if the %s, before anything is sent', async (_, tls, scheme, config, host) => {
    const error = await ask(tls, scheme, config, host)
    expect(error).toMatchObject({ name: 'Neo4jError', code: 'ServiceUnavailable' })
    expect(error.message).toMatch(/^Server certificate is not trusted: .*trustedCertificates/)
  })

  it('needs TLS 1.2', async () => {
    // Old versions need signatures that OpenSSL gives up at its default security level.
    const old: TlsOptions = { ...issued(['localhost']), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    expect(await ask({ ...issued(['localhost']), maxVersion: 'TLSv1.2' }, 'bolt+ssc')).toBe('TLSv1.2')
    const error = await ask(old, 'bolt+ssc')
    expect(error.code).toBe('ServiceUnavailable')
    expect(error.message).toMatch(/TLS 1\.2/)
  })

  it('says which file of trustedCertificates is missing', async () => {
    const config: Config = { ...trust(authority), trustedCertificates: ['no/such/file.pem'] }
    const error = await ask(issued(['localhost']), 'bolt', config)
    expect(error.message).toMatch(/trustedCertificates could not be read.*no\/such\/file\.pem/)
  })
})

describe('when one side encrypts and the other does not', () => {
  it('a driver that does not is told so by a server that does', async () => {
    const front = await TlsFront.start(1, issued(['localhost']))
    const driver = neo4j.driver(`bolt://localhost:${front.port}`, neo4j.auth.basic('neo4j', PASSWORD))
    const error = await driver.verifyConnectivity().catch((error: unknown) => error)
    await driver.close()
    await front.close()
    expect(front.failures).toHaveLength(1)
    expect(error).toMatchObject({ code: 'ServiceUnavailable', message: expect.stringMatching(/closed.*may expect an encrypted connection.*\+s/) })
  })

  it('a driver that does not is told so by a server that answers with a TLS alert', async () => {
    const server = net.createServer(socket => { socket.on('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0, 2, 2, 70]))) })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const driver = neo4j.driver(`bolt://localhost:${(server.address() as net.AddressInfo).port}`)
    const error = await driver.verifyConnectivity().catch((error: unknown) => error)
    await driver.close()
    server.close()
    expect(error).toMatchObject({ code: 'ServiceUnavailable', message: expect.stringMatching(/TLS alert: it expects an encrypted connection.*\+s/) })
  })

  const answers: Array<[string, (socket: net.Socket) => void]> = [
    ['answers in plain text', socket => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['answers the Bolt handshake', socket => socket.write(Buffer.from([0, 0, 8, 5]))],
    ['answers the Bolt handshake and closes', socket => socket.end(Buffer.from([0, 0, 8, 5]))],
    ['closes', socket => socket.end()],
    ['resets', socket => socket.resetAndDestroy()]
  ]

  it.each(answers)('a driver that does never falls back to plain text, if the server %s', async (_, answer) => {
    const received: Buffer[] = []
    const server = net.createServer(socket => {
      socket.on('error', () => {})
      socket.on('data', data => {
        received.push(data)
        answer(socket)
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const driver = neo4j.driver(`bolt+ssc://localhost:${(server.address() as net.AddressInfo).port}`, neo4j.auth.basic('neo4j', PASSWORD), { connectionTimeout: 1000 })
    const error = await driver.session().run('RETURN 1').catch((error: unknown) => error)
    await driver.close()
    server.close()
    expect(error).toMatchObject({ code: 'ServiceUnavailable' })
    expect((error as Error).message).toMatch(/does not expect encrypted connections|compatible encryption settings|Failed to establish connection in 1000ms/)
    const bytes = Buffer.concat(received)
    // A TLS record with a handshake, and never the first bytes of Bolt or a secret.
    expect(bytes[0]).toBe(0x16)
    expect([bytes.includes(HANDSHAKE), bytes.includes(PASSWORD)]).toEqual([false, false])
  })
})
