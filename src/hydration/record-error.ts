import { isError, type Neo4jError, newError } from '../error.js'
import { shorten } from '../text.js'

export type Key = string | number

const LONGEST_KEY = 40
const LONGEST_PATH = 150

/**
 * The error of a value in a record. It says where the value is, and shows nothing of it.
 * @param describe makes the message of that place
 * @param reason what was thrown, for `cause`
 */
export function recordError (recordIndex: number, path: readonly Key[], describe: (where: string) => string, reason?: unknown): Neo4jError {
  const where = path.length === 0 ? `record ${recordIndex}` : `record ${recordIndex}, ${pathText(path)}`
  const error = newError(describe(where), undefined, isError(reason) ? reason : undefined)
  return Object.assign(error, { recordIndex, path: Object.freeze([...path]) })
}

/** `n.friends[3].name` */
export function pathText (path: readonly Key[]): string {
  const steps = path.map((key, i) => typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${shorten(key, LONGEST_KEY)}`)
  return shorten(steps.join(''), LONGEST_PATH)
}
