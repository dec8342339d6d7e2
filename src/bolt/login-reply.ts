import type { Clock, Timer } from '../clock.js'
import type { Neo4jError } from '../error.js'
import { type Metadata, Reply } from './response-handler.js'

/** The connection whose user changes. */
interface LoginOwner {
  /** The server has let the user in. */
  done: () => void
  late: () => void
}

/** The answer to LOGON behind LOGOFF, on a connection in use. It must come in time: what is requested behind it has no limit. */
export class LoginReply extends Reply {
  readonly #clock: Clock
  readonly #timeout: number
  readonly #owner: LoginOwner
  #isWatched = false
  #timer: Timer = undefined

  constructor (clock: Clock, timeout: number, owner: LoginOwner) {
    super()
    this.#clock = clock
    this.#timeout = timeout
    this.#owner = owner
    // What is requested behind it fails for the same reason.
    this.promise.catch(() => {})
  }

  /** The time runs from the first call on: to be called when LOGON leaves, which may wait for the first query. */
  watch (): void {
    if (this.#isWatched) return
    this.#isWatched = true
    this.#timer = this.#clock.setTimeout(this.#owner.late, this.#timeout, true)
  }

  override onSuccess (metadata: Metadata): void {
    this.#clock.clear(this.#timer)
    this.#owner.done()
    super.onSuccess(metadata)
  }

  override onFailure (error: Neo4jError): void {
    this.#clock.clear(this.#timer)
    super.onFailure(error)
  }
}

/**
 * Whether the answer behind LOGOFF is LOGON's: Memgraph does not answer LOGOFF, and tells of itself in its answer to LOGON
 * as in that to HELLO. The answer to LOGOFF is empty.
 */
export function answersLogin ({ server, connection_id: id }: Metadata): boolean {
  return server != null || id != null
}
