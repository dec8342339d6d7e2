/** Cleared slots at the front are dropped when there are this many, and they are half of all. */
const MOST_CLEARED = 1024

/**
 * A queue whose items are let go of as soon as they are taken out: what has been read must not cost memory until
 * the whole queue is read.
 */
export class Fifo<T> {
  #items: Array<T | undefined> = []
  /** The slots in front of this one are cleared. */
  #head = 0

  get size (): number {
    return this.#items.length - this.#head
  }

  get isEmpty (): boolean {
    return this.#items.length === this.#head
  }

  push (item: T): void {
    this.#items.push(item)
  }

  /** The first item, which stays; undefined if there is none. */
  peek (): T | undefined {
    return this.#items[this.#head]
  }

  /** Takes the first item out; undefined if there is none. */
  shift (): T | undefined {
    const items = this.#items
    if (this.#head === items.length) return undefined
    const item = items[this.#head]
    items[this.#head++] = undefined
    if (this.#head === items.length) {
      items.length = this.#head = 0
    } else if (this.#head >= MOST_CLEARED && this.#head * 2 >= items.length) {
      this.#items = items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  /** Takes all items out. The array is the queue's own, not a copy. */
  takeAll (): T[] {
    const items = this.#head === 0 ? this.#items : this.#items.slice(this.#head)
    this.#items = []
    this.#head = 0
    return items as T[]
  }

  /** A copy of what is in the queue. */
  toArray (): T[] {
    return this.#items.slice(this.#head) as T[]
  }
}
