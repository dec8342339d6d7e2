import neo4j from 'neobolt'
import type { Handlers } from '../context.js'

export const bookmarkHandlers: Handlers = {
  NewBookmarkManager: ({ initialBookmarks, bookmarksSupplierRegistered, bookmarksConsumerRegistered }, context) => {
    const bookmarkManagerId = context.reserve()
    const supply = async (): Promise<string[]> =>
      (await context.frontend.ask('BookmarksSupplierRequest', { bookmarkManagerId })).bookmarks
    const consume = async (bookmarks: Iterable<string>): Promise<void> => {
      await context.frontend.ask('BookmarksConsumerRequest', { bookmarkManagerId, bookmarks: [...bookmarks] })
    }
    context.put(bookmarkManagerId, neo4j.bookmarkManager({
      initialBookmarks: initialBookmarks ?? undefined,
      bookmarksSupplier: bookmarksSupplierRegistered === true ? supply : undefined,
      bookmarksConsumer: bookmarksConsumerRegistered === true ? consume : undefined
    }))
    return { name: 'BookmarkManager', data: { id: bookmarkManagerId } }
  },

  BookmarkManagerClose: ({ id }) => ({ name: 'BookmarkManager', data: { id } })
}
