import { inspect } from 'node:util'
import { EncapsulatedKeyManager } from '../../../src/encryption/key-manager.js'
import neo4j from '../../../src/lite.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

const PLANTED = 'pL4nted'

/** A value as text, as JSON, and as `console.log` shows it, hidden fields too. */
function printed (value: unknown): string {
  return [String(value), JSON.stringify(value), inspect(value, { depth: 6 }), inspect(value, { depth: 6, showHidden: true })].join('\n')
}

function errorOf (call: () => unknown): any {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('was not refused')
}

describe('keys of property encryption', () => {
  const masterKey = Buffer.from(`${PLANTED}-master-key`.padEnd(32, '*'))
  /** As any of the ways in which bytes are printed. */
  const forms = (bytes: Uint8Array): string[] => [
    Buffer.from(bytes).toString('latin1'), Buffer.from(bytes).toString('hex'), Buffer.from(bytes).toString('hex').replace(/(..)(?=.)/g, '$1 '),
    Buffer.from(bytes).toString('base64'), bytes.join(), [...bytes].join(', ')
  ].map(form => form.slice(0, 40))

  it('are not shown by the objects that hold them', async () => {
    const service = neo4j.localKeyEncapsulationService(masterKey)
    const made = await service.encapsulate({})
    const profile = new neo4j.EnvelopeEncryptionProfile({ name: 'p', encapsulationService: service, keyRepository: new MemoryRepository() })
    const driver = neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profile] })
    await driver.encryption.keyManager().create('alias')
    for (const object of [service, made, profile, driver, driver.encryption, driver.encryption.keyManager(), new EncapsulatedKeyManager(profile, service)]) {
      for (const key of [masterKey, made.key()]) {
        for (const form of forms(key)) expect(printed(object)).not.toContain(form)
      }
    }
    await driver.close()
  })

  it('are not told by errors', async () => {
    const short = Buffer.from(PLANTED)
    expect(printed(errorOf(() => neo4j.localKeyEncapsulationService(short)))).not.toContain(PLANTED)
    const service = neo4j.localKeyEncapsulationService(masterKey)
    const made = await service.encapsulate({})
    const error = await service.decapsulate(made.encapsulation(), { iv: Buffer.alloc(12).toString('base64') }).catch((error: unknown) => error)
    for (const form of [...forms(masterKey), ...forms(made.key())]) expect(printed(error)).not.toContain(form)
  })
})

describe('passwords of client certificates', () => {
  const certificate = { certfile: 'a.crt', keyfile: [{ path: 'a.key', password: `${PLANTED}-key` }], password: `${PLANTED}-all` } as any

  it('are not shown by drivers and providers', async () => {
    const provider = neo4j.clientCertificateProviders.rotating({ initialCertificate: certificate })
    for (const clientCertificate of [certificate, provider]) {
      const driver = neo4j.driver('bolt+s://localhost:1', undefined, { clientCertificate })
      expect(printed(driver)).not.toContain(PLANTED)
      await driver.close()
    }
    expect(printed(provider)).not.toContain(PLANTED)
  })

  it('are not told by errors about certificates of the wrong shape', () => {
    const wrong = { ...certificate, certfile: 5 }
    expect(printed(errorOf(() => neo4j.driver('bolt+s://localhost:1', undefined, { clientCertificate: wrong })))).not.toContain(PLANTED)
    expect(printed(errorOf(() => neo4j.clientCertificateProviders.rotating({ initialCertificate: wrong })))).not.toContain(PLANTED)
  })
})

describe('authentication tokens', () => {
  it.each<[string, () => unknown]>([
    ['without a scheme', () => neo4j.driver('bolt://localhost:1', { principal: 'alice', credentials: `${PLANTED}-password` } as any)],
    ['that are text', () => neo4j.driver('bolt://localhost:1', `${PLANTED}-password` as any)],
    ['of a session without a scheme', () => neo4j.driver('bolt://localhost:1').session({ auth: { credentials: `${PLANTED}-password` } as any })],
    ['with parameters that contain themselves', () => {
      const parameters: any = { pin: `${PLANTED}-pin` }
      parameters.self = parameters
      return neo4j.auth.custom('alice', `${PLANTED}-password`, 'realm', 'own', parameters)
    }],
    ['in the URL', () => neo4j.driver(`bolt://alice:${PLANTED}-password@localhost:1`)]
  ])('%s are not told by the error', (_, call) => {
    let error: unknown
    try {
      error = call()
    } catch (thrown) {
      error = thrown
    }
    expect(printed(error)).not.toContain(PLANTED)
  })

  it('are not shown by token managers', async () => {
    const token = neo4j.auth.bearer(`${PLANTED}-token`)
    const managers = [
      neo4j.authTokenManagers.bearer({ tokenProvider: async () => ({ token }) }),
      neo4j.authTokenManagers.basic({ tokenProvider: async () => token })
    ]
    for (const manager of managers) {
      await manager.getToken()
      expect(printed(manager)).not.toContain(PLANTED)
    }
  })
})
