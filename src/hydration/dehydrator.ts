import { isError, newError } from '../error.js'
import { setOwn } from '../own-property.js'
import { MAX_NESTING } from '../packstream/markers.js'
import { isLeaf, isOrdinaryMap } from '../packstream/snapshot.js'
import { Structure } from '../packstream/structure.js'
import { isIterable, isPlainMap, itemsOf, nestingError } from '../packstream/unwritable-value.js'
import type { DehydrationHook } from './hooks.js'
import { type Key, pathText } from './record-error.js'

/**
 * Replaces values in parameters by the hooks of one level. It does not change the program's objects: it copies those that
 * contain a replaced value, and passes on all others.
 */
export class Dehydrator {
  readonly #hooks: readonly DehydrationHook[]
  /** The path of the current value in the parameters; only the first `depth` elements are valid. */
  readonly #path: Key[] = []
  #depth = 0

  /** @param hooks the first hook that accepts a value replaces it */
  constructor (hooks: readonly DehydrationHook[]) {
    this.#hooks = hooks
  }

  /**
   * @throws Neo4jError that says where a hook failed; UnwritableValueError if values are nested too deeply, or an iterable
   * throws; and the errors of getters
   */
  dehydrate (parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
    this.#depth = 0
    return this.#entries(parameters)
  }

  /** Only one other function is between its recursive calls: values that the writer can send must not overflow the stack here. */
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
    // A Map remains a Map, so that the log warns about it, or strictParameters rejects it.
    return isOrdinaryMap(value) ? replaced === items ? value : new Map(replaced as Array<[unknown, unknown]>) : replaced
  }

  // After an error, the path still leads to the value that caused it.

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

/** A copy with only the properties that are sent. */
function copyOf (keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  keys.forEach((key, i) => { setOwn(copy, key, values[i]) })
  return copy
}
