import type { TlsOptions } from 'node:tls'
import neo4j, { type Config } from '../../../src/lite.js'
import { BoltServer, query, repeat } from '../../../src/testing/script/index.js'
import { Certificate, useFolder } from '../../helpers/certificates.js'
import { TlsFront } from '../../helpers/tls-front.js'

const PASSPHRASE = 'planted-passphrase'

const authority = new Certificate({ commonName: 'Our authority', isAuthority: true })
const serverCertificate = new Certificate({ commonName: 'server', hosts: ['localhost'], issuer: authority })
const alice = new Certificate({ commonName: 'alice', issuer: authority })
const bob = new Certificate({ commonName: 'bob', issuer: authority })
const stranger = new Certificate({ commonName: 'stranger' })

/** Asks clients for a certificate, and refuses those without one of our authority. */
const MUTUAL: TlsOptions = {
  cert: serverCertificate.cert, key: serverCertificate.key(), ca: authority.cert, requestCert: true, rejectUnauthorized: true
}

describe('a server that asks for client certificates', () => {
  const folder = useFolder()
  const files = (certificate: Certificate, passphrase?: string): { certfile: string, keyfile: string } => ({
    certfile: folder.file(`${certificate.commonName}.crt`, certificate.cert),
    keyfile: folder.file(`${certificate.commonName}.key`, certificate.key(passphrase))
  })
  let server: BoltServer
  let front: TlsFront

  const open = (clientCertificate?: unknown): ReturnType<typeof neo4j.driver> => neo4j.driver(`bolt+ssc://localhost:${front.port}`, undefined, {
    maxTransactionRetryTime: 0, maxConnectionLifetime: 0, ...(clientCertificate === undefined ? {} : { clientCertificate: clientCertificate as Config['clientCertificate'] })
  })
  const ask = async (clientCertificate?: unknown): Promise<any> => {
    const driver = open(clientCertificate)
    return await driver.session().run('RETURN 1').catch((error: unknown) => error).finally(() => driver.close())
  }

  beforeEach(async () => {
    server = await BoltServer.start(repeat(query(['n'], [[1]])))
    front = await TlsFront.start(Number(server.address.split(':')[1]), MUTUAL)
  })
  afterEach(async () => {
    await front.close()
    await server.close()
  })

  it('lets in a client that has one', async () => {
    expect((await ask(files(alice))).records).toHaveLength(1)
    expect(front.clients).toEqual(['alice'])
  })

  it('lets in a client that has one and a key with a password, given for the key or for all', async () => {
    const { certfile, keyfile } = files(alice, PASSPHRASE)
    expect((await ask({ certfile, keyfile, password: PASSPHRASE })).records).toHaveLength(1)
    expect((await ask({ certfile, keyfile: { path: keyfile, password: PASSPHRASE } })).records).toHaveLength(1)
    expect((await ask({ certfile: [certfile], keyfile: [{ path: keyfile }], password: PASSPHRASE })).records).toHaveLength(1)
    expect(front.clients).toEqual(['alice', 'alice', 'alice'])
  })

  it.each<[string, () => unknown]>([
    ['without one', () => undefined],
    ['with one that no known authority has signed', () => files(stranger)]
  ])('turns away a client %s', async (_, certificate) => {
    const error = await ask(certificate())
    expect(error).toMatchObject({ name: 'Neo4jError', code: 'ServiceUnavailable' })
    expect(error.message).toMatch(/certificate/)
    expect(server.connections).toEqual([])
  })

  it.each<[string, (whole: any) => object, RegExp]>([
    ['a wrong password', whole => ({ ...whole, password: 'planted-wrong' }), /password of clientCertificate/],
    ['no password', whole => whole, /password of clientCertificate/],
    ['the key of another certificate', whole => ({ ...whole, keyfile: files(bob).keyfile }), /key .* belong to its certificate/],
    ['a file that is missing', whole => ({ ...whole, keyfile: 'no/such.key' }), /client key file could not be read: .*no\/such\.key/],
    ['a file that is not a certificate', whole => ({ ...whole, certfile: whole.keyfile, password: PASSPHRASE }), /clientCertificate/]
  ])('is never reached with %s, and the error tells no password', async (_, change, message) => {
    const error = await ask(change(files(alice, PASSPHRASE)))
    expect(error.message).toMatch(message)
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause?.stack)}`).not.toContain('planted')
    expect(front.clients).toEqual([])
  })

  it('sees the new one on new connections after a rotation', async () => {
    const provider = neo4j.clientCertificateProviders.rotating({ initialCertificate: files(alice) as never })
    const driver = open(provider)
    await driver.session().run('RETURN 1')
    await driver.session().run('RETURN 1')
    provider.updateCertificate(files(bob) as never)
    await driver.session().run('RETURN 1')
    await driver.close()
    expect(front.clients).toEqual(['alice', 'alice', 'bob'])
  })

  it('is asked again after a provider or a file failed once', async () => {
    const good = files(alice)
    const getClientCertificate = jest.fn()
      .mockRejectedValueOnce(new Error('vault is sealed'))
      .mockResolvedValueOnce({ ...good, keyfile: 'no/such.key' })
      .mockResolvedValue(good)
    const driver = open({ hasUpdate: () => false, getClientCertificate })
    await expect(driver.session().run('RETURN 1')).rejects.toThrow('vault is sealed')
    await expect(driver.session().run('RETURN 1')).rejects.toThrow('no/such.key')
    expect((await driver.session().run('RETURN 1')).records).toHaveLength(1)
    expect((await driver.session().run('RETURN 1')).records).toHaveLength(1)
    await driver.close()
    expect(getClientCertificate).toHaveBeenCalledTimes(3)
  })

  it('is not shown one that a provider makes up', async () => {
    const error = await ask({ hasUpdate: () => false, getClientCertificate: () => ({ certfile: 5, password: 'planted-password' }) })
    expect(error.message).toContain('should be ClientCertificate')
    expect(error.message).not.toContain('planted')
  })
})
