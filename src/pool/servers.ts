import { isStaticAuthTokenManager, type AuthTokenManager, type SecurityErrorCode } from '../auth/token-manager.js'
import type { ClientCertificateProvider } from '../auth/client-certificate.js'
import type { Codec } from '../bolt/codec.js'
import type { Connection } from '../bolt/connection.js'
import type { ConnectionKeeper } from '../bolt/connection-parts.js'
import type { HelloSettings } from '../bolt/messages.js'
import { openConnection } from '../bolt/open.js'
import { type Clock, Deadline } from '../clock.js'
import { type Neo4jError, newError } from '../error.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import { ClientIdentitySource } from '../net/client-identity.js'
import { ReadBuffer } from '../net/read-buffer.js'
import type { TlsSettings } from '../net/tls.js'
import type { AuthToken } from '../types/auth-token.js'
import { Pools } from './pools.js'
import type { ConnectionRequest } from './provider.js'

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
  /** The code of errors by which a connection is lost. */
  readonly errorCode: string
  /** Says what an error means for more than its connection, and what the user is told. */
  readonly translateError: (error: Neo4jError, connection: Connection) => Neo4jError
}

const SECURITY = 'Neo.ClientError.Security.'
const AUTHORIZATION_EXPIRED = 'Neo.ClientError.Security.AuthorizationExpired'

/** Connections to any server by its address: pooled, and logged in as the right user. */
export class Servers {
  readonly pools: Pools
  readonly #options: ServersOptions
  readonly #readBuffer = new ReadBuffer()
  readonly #clientIdentity: ClientIdentitySource | undefined
  /** Known once and for all with a static token; otherwise the manager is asked every time. */
  readonly #token: AuthToken | undefined
  /** The tokens that came from the manager; others are those of sessions with a user of their own. */
  readonly #managed = new WeakSet<AuthToken>()
  #nextConnectionId = 0
  /** Connections to servers that route on the client's behalf, and to others. */
  #routing = 0
  #notRouting = 0

  constructor (options: ServersOptions) {
    this.#options = options
    this.#clientIdentity = options.tls && options.clientCertificate && new ClientIdentitySource(options.clientCertificate)
    this.#token = isStaticAuthTokenManager(options.tokens) ? options.tokens.getToken() as AuthToken : undefined
    this.pools = new Pools({
      maxSize: options.maxConnectionPoolSize,
      maxLifetime: options.maxConnectionLifetime,
      livenessCheckTimeout: options.connectionLivenessCheckTimeout,
      clock: options.clock,
      log: options.log,
      open: async (...args) => await this.#open(...args),
      translateError: (error, connection) => this.#translateError(error, connection),
      counted: (connection, change) => { this.#count(connection, change) }
    })
  }

  /** A connection that is there already; undefined if anything has to be waited for. */
  tryAcquire (address: ServerAddress, request: ConnectionRequest): Connection | undefined {
    const token = request.auth ?? this.#token
    if (token === undefined || this.#cannotSwitch(address, request)) return undefined
    const connection = this.pools.tryAcquire(address, token)
    if (connection !== undefined) connection.usage = request
    return connection
  }

  /** @throws Neo4jError if there is none before the deadline, or the server can't switch users and should. */
  async acquire (address: ServerAddress, request: ConnectionRequest, deadline = this.newDeadline()): Promise<Connection> {
    const token = request.auth ?? this.#token ?? await this.#askForToken(deadline)
    if (this.#cannotSwitch(address, request)) throw switchError()
    const connection = await this.pools.acquire(address, token, deadline)
    if (request.auth !== undefined && !connection.capabilities.logon) {
      this.pools.get(address)?.retireConnection(connection)
      void this.pools.release(connection)
      throw switchError()
    }
    connection.usage = request
    return connection
  }

  release (connection: Connection): void | Promise<void> {
    return this.pools.release(connection)
  }

  /** Whether every server that we are connected to would route work on to another, if it came to the wrong one. */
  get allRoute (): boolean {
    return this.#routing > 0 && this.#notRouting === 0
  }

  newDeadline (): Deadline {
    return new Deadline(this.#options.connectionAcquisitionTimeout, this.#options.clock)
  }

  close (): void {
    this.pools.close()
  }

  async #open (address: ServerAddress, token: AuthToken, isLate: boolean, keeper: ConnectionKeeper, signal: AbortSignal): Promise<Connection> {
    const { connectionTimeout, connectionAcquisitionTimeout, tls, hello, codec, log, clock, errorCode } = this.#options
    return await openConnection({
      id: this.#nextConnectionId++,
      address,
      // A manager's token may have been replaced while its bearer waited for a place.
      authToken: isLate && this.#managed.has(token) ? await this.#askForToken(this.newDeadline()) : token,
      keeper,
      signal,
      timeout: connectionTimeout,
      loginTimeout: connectionAcquisitionTimeout,
      resetTimeout: connectionTimeout,
      tls,
      clientIdentity: await this.#clientIdentity?.get(),
      readBuffer: this.#readBuffer,
      hello,
      codec,
      log,
      clock,
      errorCode
    })
  }

  async #askForToken (deadline: Deadline): Promise<AuthToken> {
    const { tokens } = this.#options
    const token = await deadline.limit((async () => await tokens.getToken())(), () => newError(
      `The auth token manager gave no token in ${deadline.timeout} ms (connectionAcquisitionTimeout).`))
    if (typeof token === 'object' && token !== null) this.#managed.add(token)
    return token
  }

  /** A session's own user is refused before the connections of the driver's user are given up for it. */
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

  #translateError (error: Neo4jError, connection: Connection): Neo4jError {
    if (error.code.startsWith(SECURITY)) this.#handleSecurityError(error, connection)
    return this.#options.translateError(error, connection)
  }

  /** The connection is not used again, and closed at once; whoever gives the tokens decides if another try makes sense. */
  #handleSecurityError (error: Neo4jError, connection: Connection): void {
    const pool = this.pools.get(connection.address)
    connection.isUnfit = true
    if (error.code === AUTHORIZATION_EXPIRED) pool?.expireAuthorization()
    if (connection.authToken === undefined || !this.#managed.has(connection.authToken)) return
    if (this.#options.tokens.handleSecurityException(connection.authToken, error.code as SecurityErrorCode)) {
      error.retriable = error.retryable = true
    }
  }
}

function switchError (): Neo4jError {
  return newError('Driver is connected to a database that does not support user switch.')
}
