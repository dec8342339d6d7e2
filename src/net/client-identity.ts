import { promises as fs } from 'node:fs'
import { assertClientCertificate, type ClientCertificateProvider, type KeyFile } from '../auth/client-certificate.js'
import { newError } from '../error.js'

/** The client's own certificate, for servers that ask for one (mutual TLS), as `tls.connect` takes it. */
export interface ClientIdentity {
  cert: Buffer[]
  key: Array<{ pem: Buffer, passphrase: string | undefined }>
  /** Of keys without one of their own. */
  passphrase: string | undefined
}

/** The client certificate for new connections: its files are read once, and again when the provider has another. */
export class ClientIdentitySource {
  readonly #provider: ClientCertificateProvider
  #identity: Promise<ClientIdentity> | undefined

  constructor (provider: ClientCertificateProvider) {
    this.#provider = provider
  }

  /** @throws Neo4jError if a file can't be read; TypeError if the provider gives no certificate */
  async get (): Promise<ClientIdentity> {
    // Asked first: an update may be reported only once, and must not be lost to a failed attempt.
    if (this.#identity !== undefined && await this.#provider.hasUpdate()) this.#identity = undefined
    const identity = (this.#identity ??= this.#load())
    try {
      return await identity
    } catch (error) {
      if (this.#identity === identity) this.#identity = undefined
      throw error
    }
  }

  async #load (): Promise<ClientIdentity> {
    const { certfile, keyfile, password } = assertClientCertificate(await this.#provider.getClientCertificate(), 'The client certificate of the provider')
    return {
      cert: await Promise.all(listOf(certfile).map(async path => await readPem(path, 'certificate'))),
      key: await Promise.all(listOf(keyfile).map(readKey)),
      passphrase: password
    }
  }
}

async function readKey (file: KeyFile): Promise<ClientIdentity['key'][number]> {
  const { path, password } = typeof file === 'string' ? { path: file, password: undefined } : file
  return { pem: await readPem(path, 'key'), passphrase: password }
}

async function readPem (path: string, what: string): Promise<Buffer> {
  try {
    return await fs.readFile(path)
  } catch (error) {
    throw newError(`The client ${what} file could not be read: ${(error as Error).message}`, undefined, error as Error)
  }
}

function listOf<T> (oneOrMore: T | T[]): T[] {
  return Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore]
}
