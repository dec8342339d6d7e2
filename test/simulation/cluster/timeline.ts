/** A value and what it was before. */
export class Timeline<T> {
  readonly #now: () => number
  readonly #changes: Array<{ readonly at: number, readonly value: T }>

  constructor (first: T, now: () => number) {
    this.#now = now
    this.#changes = [{ at: -Infinity, value: first }]
  }

  get present (): T {
    return this.#changes[this.#changes.length - 1].value
  }

  set (value: T): void {
    this.#changes.push({ at: this.#now(), value })
  }

  /** What it was so many milliseconds ago. */
  before (age: number): T {
    const time = this.#now() - age
    let i = this.#changes.length - 1
    while (this.#changes[i].at > time) i--
    return this.#changes[i].value
  }
}
