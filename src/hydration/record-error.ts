import { isError, type Neo4jError, newError } from '../error.js'
import { shorten } from '../text.js'

export type Key = string | number

const LONGEST_KEY = 40
const LONGEST_PATH = 150

/**
 * The error about a value in a record. It says where the value is, but does not show it.
 * @param recordIndex undefined if only the record itself is known
 * @param describe makes the message for that place; its second argument describes other places in the record
 * @param reason the thrown value, for `cause`
 */
export function recordError (
  recordIndex: number | undefined, path: readonly Key[], describe: (where: string, placeOf: (path: readonly Key[]) => string) => string, reason?: unknown
): Neo4jError {
  const record = recordIndex === undefined ? 'the record' : `record ${recordIndex}`
  const placeOf = (place: readonly Key[]): string => place.length === 0 ? 'the whole of it' : pathText(place)
  const error = newError(describe(path.length === 0 ? record : `${record}, ${pathText(path)}`, placeOf), undefined, isError(reason) ? reason : undefined)
  return Object.assign(error, { ...(recordIndex !== undefined && { recordIndex }), path: Object.freeze([...path]) })
}

/** A path like `n.friends[3].name`. */
export function pathText (path: readonly Key[]): string {
  const steps = path.map((key, i) => typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${shorten(key, LONGEST_KEY)}`)
  return shorten(steps.join(''), LONGEST_PATH)
}
