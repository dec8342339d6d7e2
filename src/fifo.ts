/** Cleared slots at the front are dropped once there are this many and they make up half of all slots. */
const MOST_CLEARED = 1024

/**
 * A queue that releases each item as soon as it is taken out, so that items already read do not take memory until the
 * whole queue is read.
 */
export class Fifo<T> {
  #items: Array<T | undefined> = []
  /** The index of the first slot that is not cleared. */
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

  /** The first item, without taking it out; undefined if the queue is empty. */
  peek (): T | undefined {
    return this.#items[this.#head]
  }

  /** Takes the first item out; undefined if the queue is empty. */
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

  /** A copy of the items in the queue. */
  toArray (): T[] {
    return this.#items.slice(this.#head) as T[]
  }
}
