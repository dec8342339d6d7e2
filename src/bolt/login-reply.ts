import type { Clock, Timer } from '../clock.js'
import type { Neo4jError } from '../error.js'
import { type Metadata, Reply } from './response-handler.js'

/** The connection whose user changes. */
interface LoginOwner {
  /** The server has accepted the user. */
  done: () => void
  late: () => void
}

/** The response to LOGON after LOGOFF, on a connection in use. It has a time limit because the requests after it have none. */
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
    // The requests after it fail for the same reason.
    this.promise.catch(() => {})
  }

  /** Starts the timer on the first call. Must be called when LOGON is sent, which may be delayed until the first query. */
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
 * Whether the response to LOGOFF is actually that to LOGON: Memgraph does not answer LOGOFF, and describes itself in its
 * response to LOGON as in that to HELLO. The response to LOGOFF is empty.
 */
export function answersLogin ({ server, connection_id: id }: Metadata): boolean {
  return server != null || id != null
}
