import { userKey } from '../auth/same-token.js'
import type { AuthToken } from '../types/auth-token.js'

const MOST = 10_000
/** Below this fraction of the limit, the order of use is not maintained, because nothing will be dropped soon. */
const ORDERED_FROM = 0.5

/** The user of a home database: `auth` of the session, absent for the driver's user; an impersonated user takes precedence. */
interface HomeOwner {
  readonly auth?: AuthToken
  readonly impersonatedUser?: string
}

/** Caches each user's home database as last reported by a server. Bounded: the least recently used entry is dropped first. */
export class HomeDatabases {
  readonly #names = new Map<string, string>()
  readonly #most: number

  constructor (most: number = MOST) {
    this.#most = most
  }

  get size (): number {
    return this.#names.size
  }

  /** The cache key: equal for requests with the same home database. */
  keyOf (owner: HomeOwner): string {
    return userKey(owner.auth, owner.impersonatedUser)
  }

  get (owner: HomeOwner): string | undefined {
    return this.#names.get(this.keyOf(owner))
  }

  /** Must be called with every response of a server, which also maintains the order of use. */
  set (owner: HomeOwner, name: string): void {
    const names = this.#names
    const key = this.keyOf(owner)
    if (names.size >= this.#most * ORDERED_FROM) names.delete(key)
    names.set(key, name)
    if (names.size > this.#most) {
      names.delete(names.keys().next().value as string)
    }
  }
}
