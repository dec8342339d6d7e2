import { isString } from '../assert.js'

/** A set of bookmarks: the states of the database that a query must see. Immutable. */
export class Bookmarks {
  readonly #values: readonly string[]

  /** Lists may be nested; null and undefined are skipped. @throws TypeError for anything else that is not a string */
  constructor (values?: string | readonly unknown[] | null) {
    // A commit has one bookmark: freezing its list would cost more than making it.
    this.#values = isString(values) && values !== '' ? [values] : Object.freeze(asStrings(values))
  }

  /** The shared set without bookmarks. */
  static empty (): Bookmarks {
    return emptyBookmarks
  }

  values (): readonly string[] {
    return this.#values
  }
}

function asStrings (values: unknown): string[] {
  if (values == null || values === '') {
    return []
  }
  if (!Array.isArray(values)) {
    throw new TypeError(`Bookmarks should either be a string or a string array, given: '${String(values)}'`)
  }
  const strings = new Set<string>()
  for (const value of values.flat(Infinity)) {
    if (value == null) {
      continue
    }
    if (!isString(value)) {
      throw new TypeError(`Bookmark value should be a string, given: '${String(value)}'`)
    }
    strings.add(value)
  }
  return [...strings]
}

const emptyBookmarks = new Bookmarks()
