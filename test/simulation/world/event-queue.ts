/** Something that is to happen at a moment. */
export interface Event {
  readonly at: number
  /** Drawn by the seed: which of several events of the same moment is first. */
  readonly order: number
  /** undefined when it was called off. */
  happen: (() => void) | undefined
}

/** Events by their time, as a binary heap. */
export class EventQueue {
  readonly #heap: Event[] = []

  get size (): number {
    return this.#heap.length
  }

  get first (): Event | undefined {
    return this.#heap[0]
  }

  /** All that have not been called off, in no order. */
  get pending (): Event[] {
    return this.#heap.filter(event => event.happen !== undefined)
  }

  push (event: Event): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(event, heap[parent])) break
      heap[at] = heap[parent]
      at = parent
    }
    heap[at] = event
  }

  shift (): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) this.#sink(last)
    return first
  }

  #sink (event: Event): void {
    const heap = this.#heap
    const half = heap.length >> 1
    let at = 0
    while (at < half) {
      let child = 2 * at + 1
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++
      if (!isBefore(heap[child], event)) break
      heap[at] = heap[child]
      at = child
    }
    heap[at] = event
  }
}

function isBefore (a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
