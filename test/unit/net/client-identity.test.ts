import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type ClientCertificate, clientCertificateProviders } from '../../../src/auth/client-certificate.js'
import { type ClientIdentity, ClientIdentitySource } from '../../../src/net/client-identity.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'

const PLANTED = 'pL4nted'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-identity-'))
  for (const name of ['a', 'b']) {
    writeFileSync(join(folder, `${name}.crt`), `certificate ${name}`)
    writeFileSync(join(folder, `${name}.key`), `${PLANTED} key ${name}`)
  }
})
afterAll(() => { rmSync(folder, { recursive: true }) })

const certificate = (name: string): ClientCertificate => ({
  certfile: join(folder, `${name}.crt`), keyfile: { path: join(folder, `${name}.key`), password: `${PLANTED}-key` }, password: `${PLANTED}-all`
}) as ClientCertificate
const nameOf = async (identity: Promise<ClientIdentity>): Promise<string> => String((await identity).tlsOptions().cert)

/** A provider whose answers the test gives, in any order. */
function slowProvider (): { provider: any, answers: Array<(certificate: ClientCertificate) => void> } {
  const answers: Array<(certificate: ClientCertificate) => void> = []
  const getClientCertificate = jest.fn(() => new Promise<ClientCertificate>(resolve => { answers.push(resolve) }))
  return { provider: { hasUpdate: () => false, getClientCertificate }, answers }
}

describe('the source of client certificates', () => {
  it('reads the files of a certificate once', async () => {
    const getClientCertificate = jest.fn(() => certificate('a'))
    const source = new ClientIdentitySource({ hasUpdate: () => false, getClientCertificate } as any)
    const [one, other] = await Promise.all([source.get(), source.get()])
    expect(await source.get()).toBe(one)
    expect(other).toBe(one)
    expect(getClientCertificate).toHaveBeenCalledTimes(1)
    expect(one.tlsOptions()).toEqual({
      cert: [Buffer.from('certificate a')], key: [{ pem: Buffer.from(`${PLANTED} key a`), passphrase: `${PLANTED}-key` }], passphrase: `${PLANTED}-all`
    })
  })

  it('asks a provider that does not answer again for callers that come half a minute later', async () => {
    const clock = new FakeClock()
    const { provider, answers } = slowProvider()
    const source = new ClientIdentitySource(provider, clock)
    const early = [source.get(), source.get()]
    await clock.advance(29_999)
    early.push(source.get())
    expect(provider.getClientCertificate).toHaveBeenCalledTimes(1)
    await clock.advance(1)
    const late = [source.get(), source.get()]
    expect(provider.getClientCertificate).toHaveBeenCalledTimes(2)
    answers[1](certificate('b'))
    expect(await Promise.all(late.map(nameOf))).toEqual(['certificate b', 'certificate b'])
    answers[0](certificate('a'))
    expect(await Promise.all(early.map(nameOf))).toEqual(Array(3).fill('certificate a'))
    expect(await nameOf(source.get())).toBe('certificate b')
    expect(provider.getClientCertificate).toHaveBeenCalledTimes(2)
  })

  it('lets no caller wait for the hasUpdate() of another', async () => {
    const hasUpdate = jest.fn().mockReturnValueOnce(new Promise(() => {})).mockReturnValue(false)
    const source = new ClientIdentitySource({ hasUpdate, getClientCertificate: () => certificate('a') } as any)
    await source.get()
    let answered = false
    void source.get().then(() => { answered = true })
    expect(await nameOf(source.get())).toBe('certificate a')
    expect(answered).toBe(false)
  })

  it('shows a certificate that was replaced while its predecessor was read', async () => {
    const provider = clientCertificateProviders.rotating({ initialCertificate: certificate('a') })
    const source = new ClientIdentitySource(provider)
    const first = source.get()
    provider.updateCertificate(certificate('b'))
    expect(await nameOf(first)).toBe('certificate a')
    expect(await nameOf(source.get())).toBe('certificate b')
    expect(await nameOf(source.get())).toBe('certificate b')
  })

  it.each([[[1, 2]], [[2, 1]]])('keeps the certificate that was asked for last, if two come in the order %j', async order => {
    const { provider, answers } = slowProvider()
    provider.hasUpdate = async () => true
    const source = new ClientIdentitySource(provider)
    const first = source.get()
    answers[0](certificate('a'))
    await first
    const updates = [source.get(), source.get()]
    await settle()
    expect(provider.getClientCertificate).toHaveBeenCalledTimes(3)
    for (const call of order) {
      answers[call](certificate(call === 1 ? 'a' : 'b'))
      await settle()
    }
    expect(await Promise.all(updates.map(nameOf))).toEqual(['certificate a', 'certificate b'])
    provider.hasUpdate = () => false
    expect(await nameOf(source.get())).toBe('certificate b')
    expect(provider.getClientCertificate).toHaveBeenCalledTimes(3)
  })

  it('is not stopped by an update whose certificate could not be read', async () => {
    const hasUpdate = jest.fn().mockReturnValueOnce(true).mockReturnValue(false)
    const getClientCertificate = jest.fn().mockReturnValueOnce(certificate('a')).mockRejectedValueOnce(new Error('vault is sealed')).mockReturnValue(certificate('b'))
    const source = new ClientIdentitySource({ hasUpdate, getClientCertificate } as any)
    await source.get()
    await expect(source.get()).rejects.toThrow('vault is sealed')
    expect(await nameOf(source.get())).toBe('certificate b')
  })

  it.each<[string, object, string]>([
    ['getClientCertificate() rejects with nothing', { hasUpdate: () => false, getClientCertificate: () => Promise.reject(undefined) }, 'failed with something that is not an Error: undefined'],
    ['getClientCertificate() throws an object', { hasUpdate: () => false, getClientCertificate: () => { throw { password: PLANTED } } }, 'failed with something that is not an Error: an object'],
    ['hasUpdate() rejects with text', { hasUpdate: () => Promise.reject('sealed'), getClientCertificate: () => certificate('a') }, 'failed with something that is not an Error: sealed'],
    ['the key is given instead of its path', { hasUpdate: () => false, getClientCertificate: () => ({ certfile: join(folder, 'a.crt'), keyfile: `-----BEGIN PRIVATE KEY-----${PLANTED}` }) },
      'The client key was given instead of the path of its file'],
    ['a file is missing', { hasUpdate: () => false, getClientCertificate: () => ({ ...certificate('a'), certfile: 'no/such.crt' }) }, 'The client certificate file could not be read: ENOENT'],
    ['it is of the wrong shape', { hasUpdate: () => false, getClientCertificate: () => ({ ...certificate('a'), certfile: 5 }) }, 'should be ClientCertificate']
  ])('fails with an Error that tells no secret if %s', async (_, provider, message) => {
    const source = new ClientIdentitySource(provider as any)
    await source.get().catch(() => undefined)
    const error = await source.get().catch((error: unknown) => error)
    expect(error).toMatchObject({ message: expect.stringContaining(message) })
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(PLANTED)
  })
})

it('nothing that holds a client certificate prints its keys or passwords', async () => {
  const provider = clientCertificateProviders.rotating({ initialCertificate: certificate('a') })
  const source = new ClientIdentitySource(provider)
  const identity = await source.get()
  for (const object of [provider, source, identity]) {
    for (const options of [{}, { showHidden: true, getters: true, depth: 9 }]) expect(inspect(object, options)).not.toContain(PLANTED)
    expect(JSON.stringify(object)).not.toContain(PLANTED)
  }
})
