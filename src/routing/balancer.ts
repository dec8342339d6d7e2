import type { AccessMode } from '../bolt/messages.js'
import type { ServerAddress } from '../net/address.js'

/** Chooses the server with the least work. Those with equally little take turns, readers and writers apart. */
export class Balancer {
  readonly #workOf: (address: ServerAddress) => number
  #nextReader = 0
  #nextWriter = 0

  /** @param workOf how many connections of a server are in use or asked for. */
  constructor (workOf: (address: ServerAddress) => number) {
    this.#workOf = workOf
  }

  /** undefined if there is none. Gives the same again until {@link advance}. */
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

  /** The choice was taken. */
  advance (mode: AccessMode): void {
    if (mode === 'READ') {
      this.#nextReader = (this.#nextReader + 1) % Number.MAX_SAFE_INTEGER
    } else {
      this.#nextWriter = (this.#nextWriter + 1) % Number.MAX_SAFE_INTEGER
    }
  }
}
