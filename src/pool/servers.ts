import type { AuthTokenManager } from '../auth/token-manager.js'
import type { ClientCertificateProvider } from '../auth/client-certificate.js'
import type { Codec } from '../bolt/codec.js'
import type { Connection } from '../bolt/connection.js'
import type { HelloSettings } from '../bolt/messages.js'
import { openConnection } from '../bolt/open-connection.js'
import type { Clock } from '../clock.js'
import { AUTHORIZATION_EXPIRED, isSecurityError } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import { type ClientIdentity, ClientIdentitySource } from '../net/client-identity.js'
import { ReadBuffer } from '../net/read-buffer.js'
import type { TlsSettings } from '../net/tls.js'
import { connects } from '../tracing/channels.js'
import { isTraced } from '../tracing/trace.js'
import type { Lease, Purpose } from './lease.js'
import type { Opening } from './pool-options.js'
import { Pools } from './pools.js'
import type { ConnectionRequest } from './connection-provider.js'
import { fixedToken, ManagedTokens } from './tokens.js'
import { traceConnect } from './tracing.js'

export interface ServersOptions {
  readonly maxConnectionPoolSize: number
  readonly maxConnectionLifetime: number
  readonly connectionAcquisitionTimeout: number
  readonly connectionLivenessCheckTimeout: number | undefined
  readonly connectionTimeout: number
  readonly tls: TlsSettings | undefined
  readonly clientCertificate: ClientCertificateProvider | undefined
  readonly hello: HelloSettings
  readonly tokens: AuthTokenManager
  readonly codec: Codec
  readonly log: Logger
  readonly clock: Clock
  /** The code of errors that end a connection. */
  readonly errorCode: string
  /** Called with an error and what the connection is lent for, to update routing tables. @returns the error to report to the user */
  readonly connectionFailed: (error: Neo4jError, address: ServerAddress, purpose: Purpose | undefined) => Neo4jError
}

/** How long RESET may take if `connectionTimeout` has no limit, in milliseconds. */
const RESET_TIMEOUT = 30_000

/** Connections to any server by address, pooled and authenticated as the right user. */
export class Servers {
  readonly pools: Pools
  readonly #options: ServersOptions
  readonly #readBuffer = new ReadBuffer()
  readonly #clientIdentity: ClientIdentitySource | undefined
  readonly #tokens: ManagedTokens
  #nextConnectionId = 0
  /** The numbers of connections to servers that route on behalf of the client, and to those that do not. */
  #routing = 0
  #notRouting = 0

  constructor (options: ServersOptions) {
    this.#options = options
    this.#clientIdentity = options.tls && options.clientCertificate && new ClientIdentitySource(options.clientCertificate, options.clock)
    this.#tokens = new ManagedTokens(options.tokens, options.log)
    this.pools = new Pools({
      maxSize: options.maxConnectionPoolSize,
      maxLifetime: options.maxConnectionLifetime,
      livenessCheckTimeout: options.connectionLivenessCheckTimeout,
      clock: options.clock,
      log: options.log,
      open: async opening => await this.#open(opening),
      connectionFailed: (error, connection, purpose) => this.#connectionFailed(error, connection, purpose),
      counted: (connection, change) => { this.#count(connection, change) }
    })
  }

  /** Returns a connection if one is available immediately; undefined otherwise. */
  tryAcquire (address: ServerAddress, request: ConnectionRequest): Lease | undefined {
    const token = request.auth ?? this.#tokens.known
    if (token === undefined || this.#cannotSwitch(address, request)) return undefined
    return this.pools.tryAcquire(address, request, token)
  }

  /** @throws Neo4jError if no connection is available within the limit, or the request has its own user and the server cannot switch users */
  async acquire (address: ServerAddress, request: ConnectionRequest, limit: Limit): Promise<Lease> {
    if (this.#cannotSwitch(address, request)) throw switchError()
    const tokens = request.auth === undefined ? this.#tokens : fixedToken(request.auth)
    const lease = await this.pools.acquire(address, request, tokens, limit)
    if (request.auth !== undefined && !lease.capabilities.logon) {
      lease.close()
      throw switchError()
    }
    return lease
  }

  /** Whether every server that the driver is connected to would forward work that belongs to another server. */
  get allServersRoute (): boolean {
    return this.#routing > 0 && this.#notRouting === 0
  }

  newLimit (): Limit {
    return new Limit(this.#options.connectionAcquisitionTimeout, this.#options.clock)
  }

  close (): void {
    this.pools.close()
  }

  async #open (opening: Opening): Promise<Connection> {
    const open = (): Promise<Connection> => this.#openConnection(opening)
    return await (isTraced(connects) ? traceConnect(opening, open) : open())
  }

  async #openConnection ({ address, tokens, owner, limit, signal }: Opening): Promise<Connection> {
    const { connectionTimeout, connectionAcquisitionTimeout, tls, hello, codec, log, clock, errorCode } = this.#options
    return await openConnection({
      id: this.#nextConnectionId++,
      address,
      getToken: async () => await tokens.get(limit),
      owner,
      signal,
      timeout: connectionTimeout,
      loginTimeout: connectionAcquisitionTimeout,
      resetTimeout: connectionTimeout === Infinity ? RESET_TIMEOUT : connectionTimeout,
      tls,
      clientIdentity: await this.#identify(limit),
      readBuffer: this.#readBuffer,
      hello,
      codec,
      log,
      clock,
      errorCode
    })
  }

  async #identify (limit: Limit): Promise<ClientIdentity | undefined> {
    if (this.#clientIdentity === undefined) return undefined
    return await limit.wait(this.#clientIdentity.get(), () => newError(
      `The client certificate provider returned no certificate within ${limit.timeout} ms (connectionAcquisitionTimeout).`))
  }

  /** Rejects a session's own user before connections of the driver's user are closed for it. */
  #cannotSwitch (address: ServerAddress, { auth }: ConnectionRequest): boolean {
    return auth !== undefined && this.pools.get(address)?.switchesUsers === false
  }

  #count (connection: Connection, change: 1 | -1): void {
    if (connection.serverSideRouting) {
      this.#routing += change
    } else {
      this.#notRouting += change
    }
  }

  #connectionFailed (error: Neo4jError, connection: Connection, purpose: Purpose | undefined): Neo4jError {
    if (isSecurityError(error)) this.#handleSecurityError(error, connection)
    return this.#options.connectionFailed(error, connection.address, purpose)
  }

  /** Makes the connection unusable, so that it is closed; the token manager decides whether a retry makes sense. */
  #handleSecurityError (error: Neo4jError, connection: Connection): void {
    connection.isUnfit = true
    if (error.code === AUTHORIZATION_EXPIRED) this.pools.get(connection.address)?.expireAuthorization()
    if (this.#tokens.handled(connection.user(), error.code)) error.retriable = error.retryable = true
  }
}

function switchError (): Neo4jError {
  return newError('Driver is connected to a database that does not support user switch.')
}
