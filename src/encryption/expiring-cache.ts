import type { Clock } from '../clock.js'

/** When a look-up began, for {@link ExpiringCache.set}. */
export interface LookUp {
  readonly generation: number
  readonly expires: number
}

/**
 * Remembers the latest `maxSize` entries, each for `ttl` milliseconds from the moment at which its look-up began.
 * A `maxSize` of 0 remembers nothing.
 *
 * A deletion wins over all look-ups that began before it, and the later of two look-ups over the earlier. Deletions
 * are counted by one number for all keys: it can't grow, and a look-up of another key that is under way meanwhile is
 * merely not remembered.
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

  /** To be called before a value is looked up, which may take as long as it likes. */
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

  /** Remembers what a look-up gave, unless it is out of date. */
  set (key: string, value: Value, { generation, expires }: LookUp): void {
    const other = this.#entries.get(key)
    if (generation !== this.#generation || this.#clock.now() >= expires || (other !== undefined && other.expires > expires)) return
    // A map keeps the order in which keys came: deleted and set again, a key is the youngest.
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

  /** Forgets every key that stands for `value`. */
  deleteValue (value: Value): void {
    this.#generation++
    for (const [key, entry] of this.#entries) {
      if (entry.value === value) this.#entries.delete(key)
    }
  }
}
