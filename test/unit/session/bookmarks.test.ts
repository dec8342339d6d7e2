import { Bookmarks } from '../../../src/session/bookmarks.js'

describe('bookmarks', () => {
  it.each<[any, string[]]>([
    [undefined, []],
    [null, []],
    ['', []],
    [[], []],
    ['one', ['one']],
    [['one', 'two', 'one'], ['one', 'two']],
    [['one', null, ['two', [undefined, 'three']]], ['one', 'two', 'three']]
  ])('of %j are %j', (given, values) => {
    const bookmarks = new Bookmarks(given)
    expect(bookmarks.values()).toEqual(values)
  })

  it.each<[any, string]>([
    [5, "Bookmarks should either be a string or a string array, given: '5'"],
    [{}, "Bookmarks should either be a string or a string array, given: '[object Object]'"],
    [['one', 5], "Bookmark value should be a string, given: '5'"],
    [[['one', {}]], "Bookmark value should be a string, given: '[object Object]'"]
  ])('of %j are refused', (given, message) => {
    expect(() => new Bookmarks(given)).toThrow(new TypeError(message))
  })

  it('without values are one shared set, which cannot be changed', () => {
    expect(Bookmarks.empty()).toBe(Bookmarks.empty())
    expect(() => (Bookmarks.empty().values() as string[]).push('x')).toThrow(TypeError)
  })
})
