import type { Neo4jError } from '../error.js'
import { messageOf } from '../foreign-error.js'
import type { AuthToken } from '../types/auth-token.js'
import type { CloseReason } from './counters.js'
import type { Entry } from './entry.js'
import type { PoolOptions } from './pool-options.js'

type FitnessOptions = Pick<PoolOptions, 'livenessCheckTimeout' | 'log'>

/** Decides whether a connection may be lent: it must be alive, not too old, and have the right user. Others are closed. */
export class Fitness {
  readonly #options: FitnessOptions

  constructor (options: FitnessOptions) {
    this.#options = options
  }

  needsLivenessCheck (entry: Entry, now: number): boolean {
    const { livenessCheckTimeout } = this.#options
    return livenessCheckTimeout !== undefined && now - entry.idleSince >= livenessCheckTimeout
  }

  async checkLiveness (entry: Entry): Promise<void> {
    const { connection } = entry
    entry.closeReason = 'liveness'
    try {
      await connection.reset()
      entry.closeReason = undefined
    } catch (error) {
      this.#options.log.debug(() => `Idle connection to ${connection.address.toString()} was dead: ${messageOf(error)}`)
      connection.destroy(error as Neo4jError)
    }
  }

  /** Closes the connection if it is too old. @returns whether it was too old */
  closeIfExpired (entry: Entry, now: number): boolean {
    if (now < entry.expiresAt) return false
    closeFor(entry, entry.expiresAt === -Infinity ? 'retired' : 'lifetime')
    return true
  }

  /** Authenticates the right user if necessary. @returns false if the connection must not be lent; it is closed then */
  makeFit (entry: Entry, token: AuthToken, now: number): boolean {
    const { connection } = entry
    if (!connection.isOpen || this.closeIfExpired(entry, now)) return false
    if (!entry.mustReauthenticate && connection.isUser(token)) return true
    if (!connection.capabilities.logon) {
      closeFor(entry, 'auth')
      return false
    }
    entry.mustReauthenticate = false
    return logIn(entry, token)
  }
}

export function closeFor (entry: Entry, reason: CloseReason, error?: Neo4jError): void {
  entry.closeReason = reason
  entry.connection.close(error)
}

/** If the token cannot be sent, the connection is lost, because LOGOFF was already written. Opening another one reports the reason. */
function logIn (entry: Entry, token: AuthToken): boolean {
  try {
    entry.connection.reauthenticate(token)
    return true
  } catch (error) {
    entry.closeReason = 'auth'
    entry.connection.destroy(error as Neo4jError)
    return false
  }
}
