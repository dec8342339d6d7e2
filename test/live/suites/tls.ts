import { type Config } from '../../../src/index.js'
import { type LiveServer } from '../live-server.js'
import { credentials, rejection, withDriver } from '../use-driver.js'

/** Encrypted connections, against the self-made certificate of our own server. */
export function tlsSuite (server: LiveServer): void {
  const define = server.takesTls ? describe : describe.skip
  define(server.takesTls ? 'TLS' : 'TLS (only on servers started here, with a certificate that openssl makes)', () => {
    const uriOf = (scheme: string): string => server.uri.replace('bolt:', `${scheme}:`)
    const ask = (scheme: string, config: Config = {}): Promise<any> => withDriver(uriOf(scheme), credentials(server), { maxTransactionRetryTime: 0, ...config }, async driver => {
      const { records } = await driver.executeQuery('RETURN 1 AS n')
      return [records.length, driver.isEncrypted()]
    })

    it('with bolt+ssc takes any certificate', async () => {
      expect(await ask('bolt+ssc')).toEqual([1, true])
    })

    it('with bolt+s refuses a certificate of an unknown authority', async () => {
      const error = await rejection(ask('bolt+s'))
      expect(error.code).toBe('ServiceUnavailable')
      expect(error.message).toMatch(/certificate/i)
    })

    it('with encrypted and TRUST_ALL_CERTIFICATES takes any certificate', async () => {
      expect(await ask('bolt', { encrypted: true, trust: 'TRUST_ALL_CERTIFICATES' })).toEqual([1, true])
    })

    it('with the certificate among trustedCertificates takes it', async () => {
      const config: Config = { encrypted: 'ENCRYPTION_ON', trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', trustedCertificates: [server.certificate as string] }
      expect(await ask('bolt', config)).toEqual([1, true])
    })

    it('refuses a trusted certificate that does not name the host', async () => {
      const config: Config = { encrypted: 'ENCRYPTION_ON', trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', trustedCertificates: [server.certificate as string] }
      const uri = server.uri.replace('localhost', '127.0.0.2')
      const error = await withDriver(uri, credentials(server), config, driver => rejection(driver.verifyConnectivity()))
      expect(error.code).toBe('ServiceUnavailable')
    })

    it('carries large parameters and results', async () => {
      await withDriver(uriOf('bolt+ssc'), credentials(server), {}, async driver => {
        const bytes = Int8Array.from({ length: 2_000_000 }, (_, index) => index % 256)
        const { records } = await driver.executeQuery('RETURN $bytes AS bytes', { bytes })
        expect(Buffer.from(bytes.buffer).equals(Buffer.from(records[0].get('bytes').buffer))).toBe(true)
      })
    })
  })
}
