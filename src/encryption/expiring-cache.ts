import type { Clock } from '../clock.js'

/**
 * Remembers the latest `maxSize` entries, each for `ttl` milliseconds. A `maxSize` of 0 remembers nothing.
 *
 * A deletion wins over a look-up that began before it: the look-up reads {@link generation} first and hands it to
 * {@link set}, which does nothing if there was a deletion since. One number serves all keys: it can't grow, and a
 * look-up of another key that is under way meanwhile is merely not remembered.
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

  /** Changes with each deletion. */
  get generation (): number {
    return this.#generation
  }

  get (key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry !== undefined && this.#clock.now() >= entry.expires) {
      this.#entries.delete(key)
      return undefined
    }
    return entry?.value
  }

  /** @param generation what {@link generation} was before the value was looked up */
  set (key: string, value: Value, generation: number): void {
    if (generation !== this.#generation) return
    // A map keeps the order in which keys came: deleted and set again, a key is the youngest.
    this.#entries.delete(key)
    this.#entries.set(key, { value, expires: this.#clock.now() + this.#ttl })
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
