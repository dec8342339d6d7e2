import type { Clock } from '../clock.js'
import type { Neo4jError } from '../error.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { Transport } from '../net/socket.js'
import type { Codec } from './codec.js'
import type { Connection } from './connection.js'
import type { AccessMode } from './messages.js'
import type { Capabilities } from './versions.js'

/** Who answers for a connection: told of its errors, which it may translate, and of its end. */
export interface ConnectionKeeper {
  /** Every error of the server's or of the network's passes here once, before anyone else sees it. */
  translateError: (error: Neo4jError, connection: Connection) => Neo4jError
  connectionClosed: (connection: Connection) => void
}

/** For which database and kind of work a connection is in use: errors may say something about that. */
export interface ConnectionUsage {
  readonly mode: AccessMode
  readonly database: string | undefined
}

export interface ConnectionParts {
  id: number
  address: ServerAddress
  transport: Transport
  capabilities: Capabilities
  codec: Codec
  keeper: ConnectionKeeper
  log: Logger
  clock: Clock
  /** The code of errors by which the connection is lost. */
  errorCode: string
  /** How long the server may take to answer RESET, in milliseconds. */
  resetTimeout: number
}
