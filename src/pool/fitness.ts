import type { Neo4jError } from '../error.js'
import { messageOf } from '../foreign-error.js'
import type { AuthToken } from '../types/auth-token.js'
import type { CloseReason } from './counters.js'
import type { Entry } from './entry.js'
import type { PoolOptions } from './pool-options.js'

type FitnessOptions = Pick<PoolOptions, 'livenessCheckTimeout' | 'log'>

/** Whether a connection may be lent: it lives, is not too old, and has the right user. One that may not is closed. */
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

  /** Closes the connection if it is too old. @returns whether it was */
  closeIfExpired (entry: Entry, now: number): boolean {
    if (now < entry.expiresAt) return false
    closeFor(entry, entry.expiresAt === -Infinity ? 'retired' : 'lifetime')
    return true
  }

  /** Logs the right user in, if necessary. @returns false if the connection is not fit to be lent; it is closed then */
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

/** A token that can't be sent costs the connection, which has said LOGOFF already; opening another one will tell why. */
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
