import { markAsInner, setCore, showAs } from '../core.js'

/** Passes the bookmarks of completed work to later work, across sessions. */
export declare class BookmarkManager {
  private constructor ()
  /**
   * Called when a query or transaction has completed.
   * @param previousBookmarks the bookmarks that the work began with, to be removed
   * @param newBookmarks the bookmarks of the work, to be added
   */
  updateBookmarks: (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>) => Promise<void>
  /** Returns the bookmarks for new work. */
  getBookmarks: () => Promise<Iterable<string>>
}

/** Config of {@link bookmarkManager}, to share bookmarks beyond one driver; all keys are optional. */
export interface BookmarkManagerConfig {
  /** The initial bookmarks. Default: none. */
  initialBookmarks?: Iterable<string>
  /** Called for additional bookmarks whenever work begins; they are not stored. Default: none. */
  bookmarksSupplier?: () => Promise<Iterable<string>>
  /** Called with all bookmarks after each update. Default: none. */
  bookmarksConsumer?: (bookmarks: Iterable<string>) => Promise<void>
}

class Neo4jBookmarkManager implements BookmarkManager {
  declare readonly _core: KnownBookmarks

  constructor (config: BookmarkManagerConfig) {
    setCore(this, new KnownBookmarks(config))
  }

  async updateBookmarks (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>): Promise<void> {
    const told = this._core.update(previousBookmarks, newBookmarks)
    if (told !== undefined) await told
  }

  async getBookmarks (): Promise<string[]> {
    return await this._core.all()
  }
}

showAs(Neo4jBookmarkManager.prototype, ({ _core }) => ({ bookmarks: _core.size }))

/** The bookmarks that a manager keeps in memory. */
class KnownBookmarks {
  readonly #supplier: BookmarkManagerConfig['bookmarksSupplier']
  readonly #consumer: BookmarkManagerConfig['bookmarksConsumer']
  /** Without duplicates. Replaced by every update, never changed: work that has begun with it keeps it. */
  #list: readonly string[]

  constructor (config: BookmarkManagerConfig) {
    this.#supplier = config.bookmarksSupplier
    this.#consumer = config.bookmarksConsumer
    this.#list = distinct(config.initialBookmarks ?? [])
  }

  get size (): number {
    return this.#list.length
  }

  /** @returns the promise of the consumer; undefined if there is no consumer */
  update (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>): Promise<void> | undefined {
    // The usual case: no other work has ended since this work began.
    const kept = previousBookmarks === this.#list ? [] : without(this.#list, previousBookmarks)
    this.#list = kept.length === 0 ? distinct(newBookmarks) : distinct([...kept, ...newBookmarks])
    return typeof this.#consumer === 'function' ? this.#consumer([...this.#list]) : undefined
  }

  /** The bookmarks, if there is no supplier to ask; otherwise undefined. */
  now (): readonly string[] | undefined {
    return typeof this.#supplier === 'function' ? undefined : this.#list
  }

  async all (): Promise<string[]> {
    const own = [...this.#list]
    return typeof this.#supplier === 'function' ? [...new Set([...own, ...await this.#supplier() ?? []])] : own
  }
}

markAsInner(KnownBookmarks.prototype)

function distinct (bookmarks: Iterable<string>): string[] {
  return Array.isArray(bookmarks) && bookmarks.length === 1 ? [bookmarks[0] as string] : [...new Set(bookmarks)]
}

function without (bookmarks: readonly string[], gone: Iterable<string>): string[] {
  const removed = new Set(gone)
  return bookmarks.filter(bookmark => !removed.has(bookmark))
}

/** Makes a bookmark manager that keeps bookmarks in memory. @param config see {@link BookmarkManagerConfig} */
export function bookmarkManager (config: BookmarkManagerConfig = {}): BookmarkManager {
  return new Neo4jBookmarkManager(config)
}

/** The method as it was when the driver was loaded: programs may replace it. */
const ownGetBookmarks: unknown = Neo4jBookmarkManager.prototype.getBookmarks

/**
 * The bookmarks of a manager made by {@link bookmarkManager} without a supplier; undefined for any other manager, which must be
 * asked asynchronously, including one whose `getBookmarks` was replaced by a spy, a subclass or a proxy.
 */
export function bookmarksNow (manager: BookmarkManager): readonly string[] | undefined {
  return manager.getBookmarks === ownGetBookmarks ? (manager as Partial<Neo4jBookmarkManager>)._core?.now() : undefined
}
