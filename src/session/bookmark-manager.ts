import { markAsInner, setCore, showAs } from '../core.js'

/** Hands the bookmarks of finished work to the work that begins later, across sessions. */
export declare class BookmarkManager {
  private constructor ()
  /** Called when a query or transaction has ended: its bookmarks take the place of those that it began with. */
  updateBookmarks: (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>) => Promise<void>
  /** The bookmarks to begin with. */
  getBookmarks: () => Promise<Iterable<string>>
}

/** How bookmarks are shared beyond one driver; all keys are optional. */
export interface BookmarkManagerConfig {
  /** Bookmarks to begin with. Default: none. */
  initialBookmarks?: Iterable<string>
  /** Asked for further bookmarks each time; these are not kept. */
  bookmarksSupplier?: () => Promise<Iterable<string>>
  /** Told of all bookmarks after each update. */
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

/** What a manager keeps in memory. */
class KnownBookmarks {
  readonly #supplier: BookmarkManagerConfig['bookmarksSupplier']
  readonly #consumer: BookmarkManagerConfig['bookmarksConsumer']
  /** Each once. Replaced with every update, never changed: work that has begun with it keeps it. */
  #list: readonly string[]

  constructor (config: BookmarkManagerConfig) {
    this.#supplier = config.bookmarksSupplier
    this.#consumer = config.bookmarksConsumer
    this.#list = distinct(config.initialBookmarks ?? [])
  }

  get size (): number {
    return this.#list.length
  }

  /** @returns what a consumer has to be waited for; undefined if there is none */
  update (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>): Promise<void> | undefined {
    // The usual case: nothing else has ended since the work began.
    const kept = previousBookmarks === this.#list ? [] : without(this.#list, previousBookmarks)
    this.#list = kept.length === 0 ? distinct(newBookmarks) : distinct([...kept, ...newBookmarks])
    return typeof this.#consumer === 'function' ? this.#consumer([...this.#list]) : undefined
  }

  /** What is known without asking a supplier; undefined if there is one. */
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

/** A manager that keeps the bookmarks in memory. */
export function bookmarkManager (config: BookmarkManagerConfig = {}): BookmarkManager {
  return new Neo4jBookmarkManager(config)
}

/** As it is when the driver is loaded: programs may replace it. */
const ownGetBookmarks: unknown = Neo4jBookmarkManager.prototype.getBookmarks

/**
 * The bookmarks of a manager that keeps them in memory; undefined for any other, which has to be asked and waited for.
 * One whose `getBookmarks` is replaced, by a spy, a subclass or a proxy, is another one.
 */
export function bookmarksNow (manager: BookmarkManager): readonly string[] | undefined {
  return manager.getBookmarks === ownGetBookmarks ? (manager as Partial<Neo4jBookmarkManager>)._core?.now() : undefined
}
