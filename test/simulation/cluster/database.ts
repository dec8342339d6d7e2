import type { Member } from './member.js'
import { Timeline } from './timeline.js'

/** One database of the cluster: who leads it, and when each commit was made. */
export class Database {
  readonly name: string
  /** The name of the leader; undefined while there is none. */
  readonly leadership: Timeline<Member | undefined>
  /** The moment of each commit; that of position `p` is at `p - 1`. */
  readonly #commits: number[] = []
  readonly #now: () => number

  constructor (name: string, leader: Member | undefined, now: () => number) {
    this.name = name
    this.#now = now
    this.leadership = new Timeline(leader, now)
  }

  get leader (): Member | undefined {
    return this.leadership.present
  }

  get position (): number {
    return this.#commits.length
  }

  /** Told of each commit that wrote something. */
  committed (): void {
    this.#commits.push(this.#now())
  }

  /** When a commit was made; Infinity if there is none at that position. */
  timeOf (position: number): number {
    return this.#commits[position - 1] ?? Infinity
  }

  /** The last position that was committed at that time or before, if it is not before `from`. */
  positionAt (time: number, from: number): number {
    let position = from
    while (position < this.#commits.length && this.#commits[position] <= time) position++
    return position
  }
}
