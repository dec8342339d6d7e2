import type { IntegerMode } from '../packstream/shared-integers.js'
import { Dehydrator } from './dehydrator.js'
import type { DehydrationHook, HydrationHooks } from './hooks.js'
import { Hydrator } from './hydrator.js'

/** The compiled hooks of a driver, a session or a call. */
export class ValueHooks {
  /** undefined if values are decoded as the driver is configured. */
  readonly hydrator: Hydrator | undefined
  /** undefined if parameters are sent unchanged. */
  readonly dehydrator: Dehydrator | undefined
  readonly #integers: IntegerMode
  readonly #hydration: HydrationHooks
  readonly #dehydration: readonly DehydrationHook[]

  private constructor (integers: IntegerMode, hydration: HydrationHooks, dehydration: readonly DehydrationHook[]) {
    this.#integers = integers
    this.#hydration = hydration
    this.#dehydration = dehydration
    const hydrator = new Hydrator(hydration, integers)
    this.hydrator = hydrator.converts || hydrator.decoding !== undefined ? hydrator : undefined
    this.dehydrator = dehydration.length > 0 ? new Dehydrator(dehydration) : undefined
  }

  /** @param integers the driver's configuration */
  static none (integers: IntegerMode): ValueHooks {
    return new ValueHooks(integers, {}, [])
  }

  /** The hooks of the next level: its hydration hooks replace those of the same type, its dehydration hooks are tried first. */
  with (hydration: HydrationHooks | undefined, dehydration: readonly DehydrationHook[] | undefined): ValueHooks {
    if (hydration === undefined && dehydration === undefined) return this
    return new ValueHooks(this.#integers, merged(this.#hydration, hydration ?? {}), [...dehydration ?? [], ...this.#dehydration])
  }
}

function merged (outer: HydrationHooks, inner: HydrationHooks): HydrationHooks {
  const given: HydrationHooks = { ...inner }
  for (const name of Object.keys(given) as Array<keyof HydrationHooks>) {
    if (given[name] === undefined) delete given[name]
  }
  return { ...outer, ...given }
}
