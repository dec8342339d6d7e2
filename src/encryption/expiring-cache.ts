import type { Clock } from '../clock.js'

/** Remembers the latest `maxSize` entries, each for `ttl` milliseconds. A `maxSize` of 0 remembers nothing. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { value: Value, expires: number }>()
  readonly #ttl: number
  readonly #maxSize: number
  readonly #clock: Clock

  constructor (ttl: number, maxSize: number, clock: Clock) {
    this.#ttl = ttl
    this.#maxSize = maxSize
    this.#clock = clock
  }

  get (key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry !== undefined && this.#clock.now() >= entry.expires) {
      this.#entries.delete(key)
      return undefined
    }
    return entry?.value
  }

  set (key: string, value: Value): void {
    // A map keeps the order in which keys came: deleted and set again, a key is the youngest.
    this.#entries.delete(key)
    this.#entries.set(key, { value, expires: this.#clock.now() + this.#ttl })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxSize) break
      this.#entries.delete(oldest)
    }
  }

  delete (key: string): void {
    this.#entries.delete(key)
  }

  /** Forgets every key that stands for `value`. */
  deleteValue (value: Value): void {
    for (const [key, entry] of this.#entries) {
      if (entry.value === value) this.#entries.delete(key)
    }
  }
}
