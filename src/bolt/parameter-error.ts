import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Dehydrator } from '../hydration/dehydrator.js'
import { snapshot } from '../packstream/snapshot.js'
import { UnwritableValueError } from '../packstream/unwritable-value.js'
import { shorten } from '../text.js'

type Key = string | number
const LONGEST_KEY = 40
const LONGEST_PATH = 150

/** The error for the user, with the path of the parameter: `$rows[3].name`. `fields` are those of RUN or BEGIN. */
export function parameterError (error: UnwritableValueError, fields: readonly unknown[]): Neo4jError {
  const place = placeOf(error.value, fields)
  return newError(place === undefined ? error.message : `${error.message} (${place})`, PROTOCOL_ERROR)
}

/**
 * The {@link snapshot} of a query's parameters, for a query that cannot be written yet.
 * @throws Neo4jError, as if they were written now
 */
export function parameterSnapshot (parameters: object): Record<string, unknown> {
  return snapshotOf(parameters, [undefined, parameters, {}])
}

/** The snapshot of a transaction's metadata. */
export function metadataSnapshot (metadata: object): Record<string, unknown> {
  return snapshotOf(metadata, [{ tx_metadata: metadata }])
}

/** A query's parameters, converted by the program's hooks. @throws Neo4jError, as if they were written now */
export function dehydrated (dehydrator: Dehydrator | undefined, parameters: Record<string, unknown>): Record<string, unknown> {
  return dehydrator === undefined ? parameters : withPlace([undefined, parameters, {}], () => dehydrator.dehydrate(parameters))
}

function snapshotOf (values: object, fields: readonly unknown[]): Record<string, unknown> {
  return withPlace(fields, () => snapshot(values))
}

function withPlace<T> (fields: readonly unknown[], work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof UnwritableValueError ? parameterError(error, fields) : error
  }
}

function placeOf (wanted: unknown, fields: readonly unknown[]): string | undefined {
  try {
    const inParameters = pathTo(wanted, fields[1])
    if (inParameters !== undefined) return `parameter ${pathText('$', inParameters)}`
    const { tx_metadata: metadata } = fields[fields.length - 1] as { tx_metadata?: unknown }
    const inMetadata = pathTo(wanted, metadata)
    return inMetadata === undefined ? undefined : `transaction ${pathText('metadata.', inMetadata)}`
  } catch {
    // A proxy or an iterator of the program threw: that must not hide the original error.
    return undefined
  }
}

/**
 * The keys from `root` to `wanted`: depth first, in the order of writing, but without recursion, because values may be
 * nested deeper than the call stack allows. Used only after an error.
 */
function pathTo (wanted: unknown, root: unknown): Key[] | undefined {
  const seen = new Set<unknown>()
  const path: Key[] = []
  const open = [entriesOf(root)]
  while (open.length > 0) {
    const { done, value: entry } = open[open.length - 1].next()
    if (done === true) {
      open.pop()
      path.pop()
      continue
    }
    const [key, item] = entry
    if (item === wanted || isSameEntry(item, wanted)) return [...path, key]
    if (typeof item === 'object' && item !== null && !seen.has(item)) {
      seen.add(item)
      path.push(key)
      open.push(entriesOf(item))
    }
  }
  return undefined
}

/** A Map makes new arrays for its entries in each iteration. */
function isSameEntry (item: unknown, wanted: unknown): boolean {
  return Array.isArray(item) && Array.isArray(wanted) && item.length === 2 && wanted.length === 2 &&
    typeof item[1] === 'object' && item[0] === wanted[0] && item[1] === wanted[1]
}

function * entriesOf (value: unknown): Generator<[Key, unknown], undefined> {
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) {
    let index = 0
    for (const item of value) yield [index++, item]
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      // Does not call getters, which may throw.
      yield [key, Object.getOwnPropertyDescriptor(value, key)?.value]
    }
  }
}

function pathText (start: string, [first, ...rest]: readonly Key[]): string {
  const keyText = (key: Key): string => shorten(String(key), LONGEST_KEY)
  const steps = rest.map(key => typeof key === 'number' ? `[${key}]` : `.${keyText(key)}`)
  return shorten(`${start}${keyText(first)}${steps.join('')}`, LONGEST_PATH)
}
