import { SILENCE_NOTICED } from '../world/link.js'
import type { Random, World } from '../world/world.js'

const HOW_LONG = [100, 1000, 10_000, 60_000]
const LONGEST = 60_000

/** Hosts that cannot be reached for a while, or lose their power and come back without knowing their connections. */
export class HostTroubles {
  readonly #world: World
  /** How long what is sent may be kept back by them, in milliseconds. */
  readonly longestDelay: number
  #cutOff = new Set<string>()
  #isCalm = false

  constructor (world: World, random: Random, hosts: readonly string[], duration: number) {
    this.#world = world
    const count = random.pick([0, 0, 0, 1, 3])
    const mayFreeze = random.chance(0.3)
    for (let i = 0; i < count; i++) this.#plan(random.int(duration), random.pick(hosts), random.pick(HOW_LONG), mayFreeze && random.chance(0.5))
    this.longestDelay = count === 0 ? 0 : mayFreeze ? SILENCE_NOTICED : LONGEST
  }

  calm (): void {
    this.#isCalm = true
    for (const host of this.#cutOff) this.#world.network.heal(host)
    this.#cutOff = new Set()
  }

  #plan (at: number, host: string, duration: number, freezes: boolean): void {
    const { faultAt, network, sleep } = this.#world
    faultAt(at, freezes ? `${host} loses its power for ${duration} ms` : `${host} is cut off for ${duration} ms`, () => {
      if (this.#isCalm || this.#cutOff.has(host)) return
      this.#cutOff.add(host)
      if (freezes) network.freeze(host)
      else network.partition(host)
      void sleep(duration).then(() => { if (this.#cutOff.delete(host)) network.heal(host) })
    })
  }
}
