/** Cleared slots are dropped when there are this many, and they are half of all. Fewer are used again: it costs a call into the engine to shorten an array. */
const MOST_CLEARED = 1024

/**
 * A queue whose items are let go of as soon as they are taken out: what has been read must not cost memory until
 * the whole queue is read.
 */
export class Fifo<T> {
  #items: Array<T | undefined> = []
  /** The slots in front of this one, and from {@link #tail} on, are cleared. */
  #head = 0
  #tail = 0

  get size (): number {
    return this.#tail - this.#head
  }

  get isEmpty (): boolean {
    return this.#tail === this.#head
  }

  push (item: T): void {
    const items = this.#items
    if (this.#tail === items.length) items.push(item)
    else items[this.#tail] = item
    this.#tail++
  }

  /** The first item, which stays; undefined if there is none. */
  peek (): T | undefined {
    return this.#head === this.#tail ? undefined : this.#items[this.#head]
  }

  /** Takes the first item out; undefined if there is none. */
  shift (): T | undefined {
    const head = this.#head
    if (head === this.#tail) return undefined
    const items = this.#items
    const item = items[head]
    items[head] = undefined
    this.#head = head + 1
    if (this.#head === this.#tail) {
      if (items.length > MOST_CLEARED) this.#items = []
      this.#head = this.#tail = 0
    } else if (this.#head >= MOST_CLEARED && this.#head * 2 >= this.#tail) {
      this.#use(this.toArray())
    }
    return item
  }

  /** Takes all items out. The array is the queue's own where that holds nothing else, otherwise a copy. */
  takeAll (): T[] {
    const items = this.#tail - this.#head === this.#items.length ? this.#items as T[] : this.toArray()
    this.#use([])
    return items
  }

  /** A copy of what is in the queue. */
  toArray (): T[] {
    return this.#items.slice(this.#head, this.#tail) as T[]
  }

  #use (items: T[]): void {
    this.#items = items
    this.#head = 0
    this.#tail = items.length
  }
}
