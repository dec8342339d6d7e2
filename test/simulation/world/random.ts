/** Random numbers that depend on nothing but a seed. */
export interface Random {
  /** A number from 0 to below 1. */
  next: () => number
  /** A whole number from 0 to below `n`. */
  int: (n: number) => number
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
  /** `true` with this probability. */
  chance: (probability: number) => boolean
  pick: <T>(list: readonly T[]) => T
  /** Numbers of their own for one part of the world: what others draw does not change them. */
  fork: (name: string) => Random
}

/** The generator sfc32 of PractRand, with a state of 128 bits. */
export class SeededRandom implements Random {
  readonly #key: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor (seed: number | string) {
    this.#key = String(seed)
    const state = hash(this.#key)
    this.#a = state
    this.#b = hash(`${this.#key}/b`)
    this.#c = hash(`${this.#key}/c`)
    for (let i = 0; i < 12; i++) this.next()
  }

  next (): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }

  int (n: number): number {
    return Math.floor(this.next() * n)
  }

  between (low: number, high: number): number {
    return low + this.int(high - low + 1)
  }

  chance (probability: number): boolean {
    return this.next() < probability
  }

  pick<T> (list: readonly T[]): T {
    return list[this.int(list.length)]
  }

  fork (name: string): SeededRandom {
    return new SeededRandom(`${this.#key}:${name}`)
  }
}

/** FNV-1a. */
function hash (text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
