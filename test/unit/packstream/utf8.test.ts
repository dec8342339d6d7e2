import fc from 'fast-check'
import { type NodeBuffer, Utf8Decoder } from '../../../src/packstream/utf8.js'

/** That of engines whose own decoder is slow, and that of the others: both are right on every engine. */
const decoders = { 'a slow engine': new Utf8Decoder(false), 'a fast engine': new Utf8Decoder(true) }

describe.each(Object.entries(decoders))('on %s, a string from UTF-8', (_, decoder) => {
  /** What the decoder makes of bytes that are among others, which it must not take in. */
  function read (bytes: Uint8Array): string {
    const around = Buffer.concat([Buffer.of(0xe4), bytes, Buffer.of(0xb8, 0x96)])
    return decoder.read(around as NodeBuffer, 1, 1 + bytes.length)
  }

  it.each([
    ['nothing', ''],
    ['ASCII', 'The quick brown fox'],
    ['Latin', 'größte Länge, naïve façade'],
    ['Cyrillic', 'данные графа, привет мир'],
    ['Chinese', '図書館の検索結果を表示する'],
    ['outside the basic plane', '👋🌍𝒳 and more 😀'],
    ['the ends of all lengths', '\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}'],
    ['a byte order mark', '\ufeffданные'],
    ['long Cyrillic', 'данные графа '.repeat(1000)],
    ['long and with a byte order mark', '\ufeff' + '図書館の検索'.repeat(200)],
    ['long Latin', 'größte Länge, naïve façade '.repeat(200)],
    ['long with a single wide character', 'a'.repeat(3000) + '図'],
    ['long outside the basic plane', '👋🌍𝒳'.repeat(500)]
  ])('is right: %s', (_, text) => {
    expect(read(Buffer.from(text))).toBe(text)
  })

  it('is right, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      expect(read(Buffer.from(text))).toBe(text)
    }), { numRuns: 2000 })
  })

  it('has U+FFFD where the bytes are not UTF-8, as Node has it', () => {
    const byte = fc.oneof(fc.constantFrom(0xc0, 0xc1, 0xc2, 0xd0, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 0x80, 0x90, 0x9f, 0xa0, 0xbf), fc.nat(255))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 24 }), fc.array(byte, { maxLength: 12 }), (bytes, odd) => {
      const all = Buffer.from([...bytes, ...odd])
      expect(read(all)).toBe(all.toString('utf8'))
    }), { numRuns: 5000 })
  })

  it('has U+FFFD where the bytes of a long text are not UTF-8', () => {
    const text = Buffer.from('данные графа '.repeat(200))
    fc.assert(fc.property(fc.nat(text.length - 1), fc.constantFrom(0x41, 0x80, 0xc0, 0xd0, 0xed, 0xff), (at, byte) => {
      const odd = Buffer.from(text)
      odd[at] = byte
      expect(read(odd)).toBe(odd.toString('utf8'))
    }), { numRuns: 300 })
  })

  it('is right when cut at every byte', () => {
    const all = Buffer.from('ä図👋'.repeat(3))
    for (let end = 0; end <= all.length; end++) expect(read(all.subarray(0, end))).toBe(all.toString('utf8', 0, end))
  })
})
