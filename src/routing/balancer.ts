import type { AccessMode } from '../bolt/messages.js'
import type { ServerAddress } from '../net/address.js'

/** Chooses the server with the least work. Servers with equally little work take turns, separately for readers and writers. */
export class Balancer {
  readonly #workOf: (address: ServerAddress) => number
  #nextReader = 0
  #nextWriter = 0

  /** @param workOf the number of connections to a server that are in use or requested */
  constructor (workOf: (address: ServerAddress) => number) {
    this.#workOf = workOf
  }

  /** Returns the same server until {@link advance} is called; undefined if there is none. */
  choose (servers: readonly ServerAddress[], mode: AccessMode): ServerAddress | undefined {
    const count = servers.length
    if (count < 2) return servers[0]
    const first = (mode === 'READ' ? this.#nextReader : this.#nextWriter) % count
    let chosen: ServerAddress | undefined
    let least = Infinity
    for (let i = 0; i < count && least > 0; i++) {
      const server = servers[(first + i) % count]
      const work = this.#workOf(server)
      if (work < least) {
        least = work
        chosen = server
      }
    }
    return chosen
  }

  /** Must be called when the chosen server is used. */
  advance (mode: AccessMode): void {
    if (mode === 'READ') {
      this.#nextReader = (this.#nextReader + 1) % Number.MAX_SAFE_INTEGER
    } else {
      this.#nextWriter = (this.#nextWriter + 1) % Number.MAX_SAFE_INTEGER
    }
  }
}
