/** Cleared slots are dropped once there are this many and they make up half of all slots. Fewer are reused: shortening an array is a call into the engine. */
const MOST_CLEARED = 1024

/**
 * A queue that releases each item as soon as it is taken out, so that items already read do not take memory until the
 * whole queue is read.
 */
export class Fifo<T> {
  #items: Array<T | undefined> = []
  /** The slots before this one, and those from {@link #tail} on, are cleared. */
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

  /** The first item, without taking it out; undefined if the queue is empty. */
  peek (): T | undefined {
    return this.#head === this.#tail ? undefined : this.#items[this.#head]
  }

  /** Takes the first item out; undefined if the queue is empty. */
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

  /** Takes all items out. The array is the queue's own if it holds nothing else, otherwise a copy. */
  takeAll (): T[] {
    const items = this.#tail - this.#head === this.#items.length ? this.#items as T[] : this.toArray()
    this.#use([])
    return items
  }

  /** A copy of the items in the queue. */
  toArray (): T[] {
    return this.#items.slice(this.#head, this.#tail) as T[]
  }

  #use (items: T[]): void {
    this.#items = items
    this.#head = 0
    this.#tail = items.length
  }
}
