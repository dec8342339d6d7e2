import { isError, newError } from '../error.js'
import { setOwn } from '../own-property.js'
import { MAX_NESTING } from '../packstream/markers.js'
import { isLeaf, isOrdinaryMap } from '../packstream/snapshot.js'
import { Structure } from '../packstream/structure.js'
import { isIterable, isPlainMap, itemsOf, nestingError } from '../packstream/unwritable-value.js'
import type { DehydrationHook } from './hooks.js'
import { type Key, pathText } from './record-error.js'

/**
 * Has the hooks of one level replace values in parameters. The program's objects stay as they are: those that have a value
 * to be replaced in them are copied, all others are used.
 */
export class Dehydrator {
  readonly #hooks: readonly DehydrationHook[]
  /** Where in the parameters we are: as many of them as we are deep. */
  readonly #path: Key[] = []
  #depth = 0

  /** @param hooks of which the first that takes a value has it */
  constructor (hooks: readonly DehydrationHook[]) {
    this.#hooks = hooks
  }

  /**
   * @throws Neo4jError that says where a hook has failed; UnwritableValueError if values are nested too deeply, or an iterable
   * throws; and what getters throw
   */
  dehydrate (parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
    this.#depth = 0
    return this.#entries(parameters)
  }

  /** Between two of its calls is one other function: values that the writer can send must not overflow the stack here. */
  #value (value: unknown): unknown {
    if (value == null) return value
    for (const hook of this.#hooks) {
      if (this.#takes(hook, value)) return this.#replaced(hook, value)
    }
    if (typeof value !== 'object') return value
    if (this.#depth >= MAX_NESTING) throw nestingError(value)
    if (Array.isArray(value)) return this.#items(value)
    if (isPlainMap(value)) return this.#entries(value)
    if (isLeaf(value) || value instanceof Structure) return value
    if (!isIterable(value)) return this.#entries(value as Record<string, unknown>)
    const items = itemsOf(value)
    const replaced = this.#items(items)
    // A Map stays one: the log warns of it, or strictParameters refuses it.
    return isOrdinaryMap(value) ? replaced === items ? value : new Map(replaced as Array<[unknown, unknown]>) : replaced
  }

  // After an error, the path leads to where it happened.

  #items (items: unknown[]): unknown[] {
    let copy: unknown[] | undefined
    for (let i = 0; i < items.length; i++) {
      this.#path[this.#depth++] = i
      const replaced = this.#value(items[i])
      this.#depth--
      if (replaced !== items[i]) (copy ??= [...items])[i] = replaced
    }
    return copy ?? items
  }

  #entries (map: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const keys = Object.keys(map)
    const values = Object.values(map)
    let copy: Record<string, unknown> | undefined
    for (let i = 0; i < keys.length; i++) {
      this.#path[this.#depth++] = keys[i]
      const replaced = this.#value(values[i])
      this.#depth--
      if (replaced !== values[i]) setOwn(copy ??= copyOf(keys, values), keys[i], replaced)
    }
    return copy ?? map
  }

  #takes (hook: DehydrationHook, value: unknown): boolean {
    try {
      return hook.isTypeInstance(value)
    } catch (error) {
      throw this.#failure('isTypeInstance', hook, error)
    }
  }

  #replaced (hook: DehydrationHook, value: unknown): unknown {
    try {
      return hook.dehydrate(value)
    } catch (error) {
      throw this.#failure('dehydrate', hook, error)
    }
  }

  #failure (name: keyof DehydrationHook, hook: DehydrationHook, reason: unknown): Error {
    const where = `parameter $${pathText(this.#path.slice(0, this.#depth))}`
    return newError(`${name} of dehydration hook ${this.#hooks.indexOf(hook)} failed at ${where}.`, undefined, isError(reason) ? reason : undefined)
  }
}

/** The properties that are sent. */
function copyOf (keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  keys.forEach((key, i) => { setOwn(copy, key, values[i]) })
  return copy
}
