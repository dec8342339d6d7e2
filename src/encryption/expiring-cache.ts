import type { Clock } from '../clock.js'

/** The start of a lookup, for {@link ExpiringCache.set}. */
export interface LookUp {
  readonly generation: number
  readonly expires: number
}

/**
 * Caches the latest `maxSize` entries, each for `ttl` milliseconds from the start of its lookup. A `maxSize` of 0 caches
 * nothing.
 *
 * A deletion takes precedence over all lookups that began before it, and the later of two lookups over the earlier one.
 * Deletions of all keys share one counter, which takes constant memory; a concurrent lookup of another key is then merely
 * not cached.
 */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { value: Value, expires: number }>()
  readonly #ttl: number
  readonly #maxSize: number
  readonly #clock: Clock
  #generation = 0

  constructor (ttl: number, maxSize: number, clock: Clock) {
    this.#ttl = ttl
    this.#maxSize = maxSize
    this.#clock = clock
  }

  /** Must be called before a value is looked up, however long that takes. */
  lookUp (): LookUp {
    return { generation: this.#generation, expires: this.#clock.now() + this.#ttl }
  }

  get (key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry !== undefined && this.#clock.now() >= entry.expires) {
      this.#entries.delete(key)
      return undefined
    }
    return entry?.value
  }

  /** Caches the result of a lookup, unless it is outdated. */
  set (key: string, value: Value, { generation, expires }: LookUp): void {
    const other = this.#entries.get(key)
    if (generation !== this.#generation || this.#clock.now() >= expires || (other !== undefined && other.expires > expires)) return
    // A Map keeps insertion order: deleting and setting a key makes it the most recent one.
    this.#entries.delete(key)
    this.#entries.set(key, { value, expires })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxSize) break
      this.#entries.delete(oldest)
    }
  }

  delete (key: string): void {
    this.#generation++
    this.#entries.delete(key)
  }

  /** Removes every key with this value. */
  deleteValue (value: Value): void {
    this.#generation++
    for (const [key, entry] of this.#entries) {
      if (entry.value === value) this.#entries.delete(key)
    }
  }
}
