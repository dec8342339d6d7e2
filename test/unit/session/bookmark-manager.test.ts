import { bookmarkManager } from '../../../src/session/bookmark-manager.js'

describe('the bookmark manager', () => {
  it('begins with nothing, or with what it is given', async () => {
    expect(await bookmarkManager().getBookmarks()).toEqual([])
    expect(await bookmarkManager({ initialBookmarks: ['a', 'b', 'a'] }).getBookmarks()).toEqual(['a', 'b'])
  })

  it('puts new bookmarks in the place of those that the work began with', async () => {
    const manager = bookmarkManager({ initialBookmarks: ['a', 'b', 'c'] })
    await manager.updateBookmarks(['a', 'b'], ['d'])
    expect(await manager.getBookmarks()).toEqual(['c', 'd'])
  })

  it('tells the consumer of all bookmarks, and waits for it', async () => {
    const told: string[][] = []
    const manager = bookmarkManager({
      initialBookmarks: ['a'],
      bookmarksConsumer: async bookmarks => {
        await Promise.resolve()
        told.push([...bookmarks])
      }
    })
    await manager.updateBookmarks([], ['b'])
    expect(told).toEqual([['a', 'b']])
  })

  it("adds the supplier's bookmarks each time, but does not keep them", async () => {
    const supplied = [['x', 'a'], ['y']]
    const manager = bookmarkManager({ initialBookmarks: ['a'], bookmarksSupplier: async () => supplied.shift() as string[] })
    expect(await manager.getBookmarks()).toEqual(['a', 'x'])
    expect(await manager.getBookmarks()).toEqual(['a', 'y'])
    expect(await manager.getBookmarks()).toEqual(['a'])
  })

  it('passes on what goes wrong in the consumer or the supplier', async () => {
    const fail = async (): Promise<never> => { throw new Error('down') }
    await expect(bookmarkManager({ bookmarksConsumer: fail }).updateBookmarks([], ['a'])).rejects.toThrow('down')
    await expect(bookmarkManager({ bookmarksSupplier: fail }).getBookmarks()).rejects.toThrow('down')
  })

  it('gives copies', async () => {
    const manager = bookmarkManager({ initialBookmarks: ['a'] })
    const given = await manager.getBookmarks() as string[]
    given.push('b')
    expect(await manager.getBookmarks()).toEqual(['a'])
  })
})
