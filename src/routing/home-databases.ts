import { userKey } from '../auth/same-token.js'
import type { AuthToken } from '../types/auth-token.js'

const MOST = 10_000
/** Below this part of the limit the order of use is not worth keeping. */
const ORDERED_FROM = 0.5

/** The user whose home it is: `auth` of the session, absent for the driver's user; an impersonated user comes before both. */
interface HomeOwner {
  readonly auth?: AuthToken
  readonly impersonatedUser?: string
}

/** Each user's home database as the server named it last. Bounded: the least recently used entry is dropped first. */
export class HomeDatabases {
  readonly #names = new Map<string, string>()
  readonly #most: number

  constructor (most: number = MOST) {
    this.#most = most
  }

  get size (): number {
    return this.#names.size
  }

  /** Equal for all requests that have the same home. */
  keyOf (owner: HomeOwner): string {
    return userKey(owner.auth, owner.impersonatedUser)
  }

  get (owner: HomeOwner): string | undefined {
    return this.#names.get(this.keyOf(owner))
  }

  /** To be called with every answer of a server: that is also how the ones in use are known. */
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
