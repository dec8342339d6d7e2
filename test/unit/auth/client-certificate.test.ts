import { clientCertificateProviders, resolveCertificateProvider } from '../../../src/auth/client-certificate.js'

const first = { certfile: 'a.pem', keyfile: 'a.key', password: 'secret' }
const second = { certfile: ['b.pem', 'ca.pem'], keyfile: [{ path: 'b.key', password: 'secret' }, 'c.key'] }

describe('a rotating certificate', () => {
  it('is new once after each update', () => {
    const provider = clientCertificateProviders.rotating({ initialCertificate: first })
    expect([provider.hasUpdate(), provider.getClientCertificate()]).toEqual([false, first])
    provider.updateCertificate(second)
    expect([provider.hasUpdate(), provider.hasUpdate(), provider.getClientCertificate()]).toEqual([true, false, second])
  })

  it('does not change with the object that it was given', () => {
    const mine = { ...first }
    const provider = clientCertificateProviders.rotating({ initialCertificate: mine })
    mine.certfile = 'other.pem'
    expect(provider.getClientCertificate()).toEqual(first)
  })

  it('keeps the old one when the new one is none', () => {
    const provider = clientCertificateProviders.rotating({ initialCertificate: first })
    expect(() => { provider.updateCertificate({ certfile: 'b.pem' } as never) }).toThrow(new TypeError('certificate should be ClientCertificate, but got {"certfile":"b.pem"}'))
    expect([provider.hasUpdate(), provider.getClientCertificate()]).toEqual([false, first])
  })
})

describe('the clientCertificate config', () => {
  it.each([first, second])('may be a certificate: %j', async certificate => {
    const provider = resolveCertificateProvider(certificate)
    expect(await provider?.getClientCertificate()).toEqual(certificate)
    expect(provider?.hasUpdate()).toBe(false)
  })

  it('may be a provider', () => {
    const provider = clientCertificateProviders.rotating({ initialCertificate: first })
    expect(resolveCertificateProvider(provider)).toBe(provider)
  })

  it.each([undefined, null])('may be %p', nothing => {
    expect(resolveCertificateProvider(nothing)).toBeUndefined()
  })

  it.each<unknown>([
    5, 'a.pem', {}, { certfile: 'a.pem' }, { certfile: [], keyfile: 'a.key' }, { certfile: 'a.pem', keyfile: [{}] },
    { certfile: 'a.pem', keyfile: { path: 'a.key', password: 5 } }, { certfile: 'a.pem', keyfile: 'a.key', password: 5 }, { hasUpdate: () => true }
  ])('may not be %j', value => {
    expect(() => resolveCertificateProvider(value)).toThrow(TypeError)
    expect(() => clientCertificateProviders.rotating({ initialCertificate: value as never })).toThrow(TypeError)
  })

  it.each([
    ['a key instead of its path', { certfile: 5, keyfile: '-----BEGIN PRIVATE KEY-----secret' }, '{"certfile":5,"keyfile":"***"}'],
    ['such a key in a list', { certfile: 5, keyfile: [{ path: '-----BEGIN PRIVATE KEY-----secret' }] }, '{"certfile":5,"keyfile":[{"path":"***"}]}'],
    ['parts of other names', { cert: 'secret', key: 'secret', passphrase: 'secret' }, '{"cert":"***","key":"***","passphrase":"***"}'],
    ['text', '-----BEGIN PRIVATE KEY-----secret', 'a string'],
    ['a function', () => 'secret', 'a function']
  ])('that is %s is refused without showing it', (_, value, text) => {
    expect(() => resolveCertificateProvider(value)).toThrow(new TypeError(`clientCertificate should be configured with ClientCertificate or ClientCertificateProvider, but got ${text}`))
  })

  it('that contains itself is refused, too', () => {
    const value: Record<string, unknown> = { certfile: 5 }
    value.keyfile = [value]
    expect(() => resolveCertificateProvider(value)).toThrow('but got {"certfile":5,"keyfile":[{"certfile":5,"keyfile":"***"}]}')
  })

  it('is shown in errors without its passwords', () => {
    expect(() => resolveCertificateProvider({ certfile: 5, keyfile: [{ path: 'a', password: 'secret' }], password: 'secret' }))
      .toThrow('but got {"certfile":5,"keyfile":[{"path":"a","password":"***"}],"password":"***"}')
  })
})
