import { markAsInner, setCore, showAs } from '../core.js'
import { describeValue } from '../json.js'
import { describeKind } from '../text.js'

/** The path of a PEM file with a private key. Without its own password, that of the {@link ClientCertificate} is used. */
export type KeyFile = string | { path: string, password?: string }

// Classes for the compiler only, as in neo4j-driver: a program may pass any object of that shape.

/** The PEM files with which the client authenticates itself (mutual TLS). */
export declare class ClientCertificate {
  protected constructor ()
  /** Paths of the certificate files. */
  readonly certfile: string | string[]
  /** Paths of the private keys. */
  readonly keyfile: KeyFile | KeyFile[]
  /** The password of the key files. */
  readonly password?: string
}

/** Supplies the client certificate. The driver asks it before it opens a connection. */
export declare class ClientCertificateProvider {
  protected constructor ()
  /** Whether the driver should call {@link getClientCertificate} again. */
  hasUpdate: () => boolean | Promise<boolean>
  /** Called for the first connection, and whenever `hasUpdate` returned true. */
  getClientCertificate: () => ClientCertificate | Promise<ClientCertificate>
}

/** A provider whose certificate the program can replace at any time. */
export declare class RotatingClientCertificateProvider extends ClientCertificateProvider {
  /** Sets the certificate for all new connections. @throws TypeError if it is not a client certificate */
  updateCertificate: (certificate: ClientCertificate) => void
}

class RotatingProvider implements RotatingClientCertificateProvider {
  declare readonly _core: CurrentCertificate

  constructor (certificate: ClientCertificate) {
    setCore(this, new CurrentCertificate(certificate))
  }

  hasUpdate (): boolean {
    return this._core.takeUpdated()
  }

  getClientCertificate (): ClientCertificate {
    return this._core.get()
  }

  updateCertificate (certificate: ClientCertificate): void {
    this._core.replace(copyOf(certificate, 'certificate'))
  }
}

showAs(RotatingProvider.prototype, () => ({}))

/** Kept apart from the provider, whose properties can be printed: certificates may have passwords. */
class CurrentCertificate {
  #certificate: ClientCertificate
  #updated = false

  constructor (certificate: ClientCertificate) {
    this.#certificate = certificate
  }

  get (): ClientCertificate {
    return this.#certificate
  }

  replace (certificate: ClientCertificate): void {
    this.#certificate = certificate
    this.#updated = true
  }

  /** Whether the certificate was replaced since the last call. */
  takeUpdated (): boolean {
    const updated = this.#updated
    this.#updated = false
    return updated
  }
}

markAsInner(CurrentCertificate.prototype)

/** Makes providers for the driver's `clientCertificate` config. */
export class ClientCertificateProviders {
  /**
   * A provider whose certificate the program replaces with `updateCertificate`.
   * @throws TypeError if `initialCertificate` is not a client certificate
   */
  rotating ({ initialCertificate }: { initialCertificate: ClientCertificate }): RotatingClientCertificateProvider {
    return new RotatingProvider(copyOf(initialCertificate, 'initialCertificate'))
  }
}

/** Ready-made providers for the driver's `clientCertificate` config. */
export const clientCertificateProviders: ClientCertificateProviders = Object.freeze(new ClientCertificateProviders())

/** The provider for the `clientCertificate` setting, if it is set. @throws TypeError if it is neither a certificate nor a provider */
export function resolveCertificateProvider (input: unknown): ClientCertificateProvider | undefined {
  if (input == null) {
    return undefined
  }
  if (isProvider(input)) {
    return input
  }
  if (isClientCertificate(input)) {
    const certificate = { ...input }
    return { getClientCertificate: () => certificate, hasUpdate: () => false }
  }
  throw new TypeError(`clientCertificate should be configured with ClientCertificate or ClientCertificateProvider, but got ${shown(input)}`)
}

function copyOf (certificate: ClientCertificate, name: string): ClientCertificate {
  return { ...assertClientCertificate(certificate, name) }
}

/** @throws TypeError if it is not a client certificate; the error does not show passwords */
export function assertClientCertificate (certificate: unknown, name: string): ClientCertificate {
  if (!isClientCertificate(certificate)) {
    throw new TypeError(`${name} should be ClientCertificate, but got ${shown(certificate)}`)
  }
  return certificate
}

function isProvider (value: unknown): value is ClientCertificateProvider {
  const provider = value as Partial<ClientCertificateProvider>
  return typeof value === 'object' && typeof provider.hasUpdate === 'function' && typeof provider.getClientCertificate === 'function'
}

function isClientCertificate (value: unknown): value is ClientCertificate {
  if (value == null || typeof value !== 'object') {
    return false
  }
  const { certfile, keyfile, password } = value as Partial<ClientCertificate>
  return isOneOrMore(certfile, isText) && isOneOrMore(keyfile, isKeyFile) && (password == null || isText(password))
}

function isKeyFile (value: unknown): boolean {
  const { path, password } = Object(value) as { path?: unknown, password?: unknown }
  return isText(value) || (isText(path) && (password == null || isText(password)))
}

function isOneOrMore (value: unknown, isType: (element: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isType) : isType(value)
}

function isText (value: unknown): boolean {
  return typeof value === 'string'
}

/** A certificate as shown in errors: the names of its parts, and paths; never passwords, nor keys given instead of paths. */
function shown (value: unknown): string {
  if (typeof value === 'string') {
    return 'a string'
  }
  return typeof value === 'object' && value !== null ? describeValue(withoutSecrets(value, DEEPEST_SHOWN), MOST_SHOWN) : describeKind(value)
}

/** Three levels: a certificate, its list of key files, and a key file. */
const DEEPEST_SHOWN = 3
/** In characters. */
const MOST_SHOWN = 100
const SHOWN_PARTS = new Set(['certfile', 'keyfile', 'path'])

function withoutSecrets (value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return isPem(value) ? HIDDEN : value
  }
  if (typeof value !== 'object' || value === null) {
    return value
  }
  if (depth === 0) {
    return HIDDEN
  }
  return Array.isArray(value)
    ? value.map(item => withoutSecrets(item, depth - 1))
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, SHOWN_PARTS.has(key) ? withoutSecrets(part, depth - 1) : HIDDEN]))
}

const HIDDEN = '***'

/** Whether the string is a PEM certificate or key instead of its path. */
export function isPem (path: string): boolean {
  return path.includes('-----BEGIN')
}
