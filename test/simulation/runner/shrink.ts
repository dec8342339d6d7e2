import type { RunOptions, RunResult } from './run.js'

/** What is left out of a story: its smallest form that still fails. */
export interface Shrunk {
  readonly result: RunResult
  readonly without: ReadonlySet<number>
  readonly withoutSteps: ReadonlySet<string>
  /** How many runs it took. */
  readonly runs: number
}

type Play = (options: RunOptions) => Promise<RunResult>

const MOST_RUNS = 400

/** Leaves out as many faults and steps of a failing seed as it can, as long as the same invariant is broken. */
export async function shrink (play: Play, options: RunOptions, failed: RunResult, mostRuns: number = MOST_RUNS): Promise<Shrunk> {
  const shrinker = new Shrinker(play, options, failed, mostRuns)
  await shrinker.shrink()
  return shrinker
}

class Shrinker implements Shrunk {
  result: RunResult
  without: ReadonlySet<number> = new Set()
  withoutSteps: ReadonlySet<string> = new Set()
  runs = 0
  readonly #play: Play
  readonly #options: RunOptions
  readonly #mostRuns: number

  constructor (play: Play, options: RunOptions, failed: RunResult, mostRuns: number) {
    this.#play = play
    this.#options = options
    this.#mostRuns = mostRuns
    this.result = failed
  }

  async shrink (): Promise<void> {
    let size: number
    do {
      size = this.#size
      await this.#leaveOut(() => this.result.steps, async names => await this.#try(this.without, new Set([...this.withoutSteps, ...names])))
      await this.#leaveOut(() => this.result.faults.map(({ number }) => number), async numbers => await this.#try(new Set([...this.without, ...numbers]), this.withoutSteps))
    } while (this.#size < size && this.runs < this.#mostRuns)
  }

  get #size (): number {
    return this.result.steps.length + this.result.faults.length
  }

  /** Tries to do without half of them, then without quarters, and so on down to single ones. */
  async #leaveOut<T> (present: () => readonly T[], attempt: (left: readonly T[]) => Promise<boolean>): Promise<void> {
    for (let size = present().length; size >= 1 && this.runs < this.#mostRuns; size = Math.floor(size / 2)) {
      for (let end = present().length; end > 0 && this.runs < this.#mostRuns; end -= size) {
        await attempt(present().slice(Math.max(0, end - size), end))
      }
    }
  }

  async #try (without: ReadonlySet<number>, withoutSteps: ReadonlySet<string>): Promise<boolean> {
    this.runs++
    const result = await this.#play({ ...this.#options, onTrace: undefined, without, withoutSteps })
    if (result.failure?.invariant !== this.result.failure?.invariant) return false
    this.result = result
    this.without = without
    this.withoutSteps = withoutSteps
    return true
  }
}
