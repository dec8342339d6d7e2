import { promises as fs } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { assertClientCertificate, isPem, type ClientCertificateProvider, type KeyFile } from '../auth/client-certificate.js'
import { SharedCall } from '../auth/shared-call.js'
import { type Clock, systemClock } from '../clock.js'
import { newError } from '../error.js'
import { providerError } from '../foreign-error.js'

type IdentityOptions = Pick<ConnectionOptions, 'cert' | 'key' | 'passphrase'>

/** The client's certificate for mutual TLS. Printing it shows neither keys nor passwords. */
export class ClientIdentity {
  readonly #options: IdentityOptions

  constructor (options: IdentityOptions) {
    this.#options = options
  }

  /** The certificate, its keys and their passwords, in the form that `tls.connect` takes. */
  tlsOptions (): IdentityOptions {
    return this.#options
  }
}

/** In milliseconds. The first caller has timed out by then if `connectionTimeout` has its default. */
const PATIENCE = 30_000

/**
 * The client certificate for new connections. Its files are read once, and again when the provider reports an update.
 * If the provider does not answer within half a minute, it is asked again for later callers.
 */
export class ClientIdentitySource {
  readonly #provider: ClientCertificateProvider
  readonly #identity: SharedCall<ClientIdentity>

  constructor (provider: ClientCertificateProvider, clock: Clock = systemClock) {
    this.#provider = provider
    this.#identity = new SharedCall({ call: async () => await this.#load(), name: PROVIDER, patience: PATIENCE, clock })
  }

  /** @throws Neo4jError if a file cannot be read; TypeError if the provider returns no certificate */
  async get (): Promise<ClientIdentity> {
    // A provider may report an update only once: a certificate that is being read now may be outdated.
    if (this.#identity.value !== undefined && await this.#hasUpdate()) return await this.#identity.supersede()
    return this.#identity.value ?? await this.#identity.join()
  }

  /** Every caller makes its own call, so that a call that never settles does not delay other callers. */
  async #hasUpdate (): Promise<boolean> {
    try {
      return await this.#provider.hasUpdate()
    } catch (reason) {
      throw providerError(reason, PROVIDER)
    }
  }

  async #load (): Promise<ClientIdentity> {
    const { certfile, keyfile, password } = assertClientCertificate(await this.#provider.getClientCertificate(), 'The client certificate of the provider')
    return new ClientIdentity({
      cert: await Promise.all(listOf(certfile).map(async path => await readPem(path, 'certificate'))),
      key: await Promise.all(listOf(keyfile).map(readKey)),
      passphrase: password
    })
  }
}

const PROVIDER = 'The client certificate provider'

async function readKey (file: KeyFile): Promise<{ pem: Buffer, passphrase: string | undefined }> {
  const { path, password } = typeof file === 'string' ? { path: file, password: undefined } : file
  return { pem: await readPem(path, 'key'), passphrase: password }
}

async function readPem (path: string, what: string): Promise<Buffer> {
  if (isPem(path)) {
    throw newError(`The client ${what} was given instead of the path of its file. Write it to a PEM file, and give its path`)
  }
  try {
    return await fs.readFile(path)
  } catch (error) {
    throw newError(`The client ${what} file could not be read: ${(error as Error).message}`, undefined, error as Error)
  }
}

function listOf<T> (oneOrMore: T | T[]): T[] {
  return Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore]
}
