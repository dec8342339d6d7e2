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
    await this._core.update(previousBookmarks, newBookmarks)
  }

  async getBookmarks (): Promise<string[]> {
    return await this._core.all()
  }
}

showAs(Neo4jBookmarkManager.prototype, ({ _core }) => ({ bookmarks: _core.size }))

/** What a manager keeps in memory. */
class KnownBookmarks {
  readonly #bookmarks: Set<string>
  readonly #supplier: BookmarkManagerConfig['bookmarksSupplier']
  readonly #consumer: BookmarkManagerConfig['bookmarksConsumer']
  /** The same as a list, made once for all queries until the next update. */
  #list: readonly string[]

  constructor (config: BookmarkManagerConfig) {
    this.#bookmarks = new Set(config.initialBookmarks)
    this.#supplier = config.bookmarksSupplier
    this.#consumer = config.bookmarksConsumer
    this.#list = [...this.#bookmarks]
  }

  get size (): number {
    return this.#bookmarks.size
  }

  async update (previousBookmarks: Iterable<string>, newBookmarks: Iterable<string>): Promise<void> {
    for (const bookmark of previousBookmarks) {
      this.#bookmarks.delete(bookmark)
    }
    for (const bookmark of newBookmarks) {
      this.#bookmarks.add(bookmark)
    }
    this.#list = [...this.#bookmarks]
    if (typeof this.#consumer === 'function') {
      await this.#consumer([...this.#bookmarks])
    }
  }

  /** What is known without asking a supplier; undefined if there is one. */
  now (): readonly string[] | undefined {
    return typeof this.#supplier === 'function' ? undefined : this.#list
  }

  async all (): Promise<string[]> {
    const own = [...this.#bookmarks]
    return typeof this.#supplier === 'function' ? [...new Set([...own, ...await this.#supplier() ?? []])] : own
  }
}

markAsInner(KnownBookmarks.prototype)

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
