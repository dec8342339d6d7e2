// Detects whether the heap of this process grows although everything in it has ended.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const EVERY = 50
/** Rounds before the heap is stable: compiled code and its feedback grow at first. */
const WARM_UP = 100
const MOST_GROWTH = 16 * 2 ** 20

export class HeapWatch {
  #rounds = 0
  #first
  #last

  /** Must be called after each round. */
  round () {
    if (++this.#rounds % EVERY !== 0 || this.#rounds < WARM_UP) return
    collect()
    this.#last = process.memoryUsage().heapUsed
    this.#first ??= this.#last
  }

  /** undefined if it has not grown, or there were too few rounds to decide */
  get growth () {
    return this.#last - this.#first > MOST_GROWTH
      ? `the heap has grown from ${megabytes(this.#first)} to ${megabytes(this.#last)} in ${this.#rounds - WARM_UP} seeds`
      : undefined
  }
}

function megabytes (bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}
