import * as fc from 'fast-check'
import { ChunkReader, ChunkWriter } from '../../../src/bolt/framing.js'
import { PackStreamWriter } from '../../../src/packstream/writer.js'
import { MemoryTransport } from '../../helpers/memory-transport.js'
import { bytesOf, chunked } from '../../helpers/wire.js'

const NOOP = Uint8Array.of(0, 0)

/** A reader on a connection that is read into one buffer with room in front, and what it delivers. */
function reading (accept: () => boolean = () => true): { transport: MemoryTransport, messages: string[] } {
  const transport = new MemoryTransport()
  const messages: string[] = []
  const reader = new ChunkReader({
    receiveMessage: (bytes, view, start, end) => {
      expect(view.getUint8(start)).toBe(bytes[start])
      messages.push(bytes.toString('latin1', start, end))
      return accept()
    }
  })
  transport.listener = { onClosed: () => {}, onBytes: (bytes, view, start, end) => { reader.receive(bytes, view, start, end) } }
  return { transport, messages }
}

const text = (size: number, first = 97): Buffer => Buffer.from(Array.from({ length: size }, (_, i) => first + i % 26))

describe('ChunkReader', () => {
  it.each([1, 2, 3, 7, 100, 65535])('joins chunks of %d bytes', size => {
    const { transport, messages } = reading()
    transport.feed(chunked(text(1000), size))
    expect(messages).toEqual([text(1000).toString()])
  })

  it('delivers the same however a stream is cut in two', () => {
    const messages = [text(3), text(1, 65), text(20, 66), text(7, 80)]
    const stream = Buffer.concat([NOOP, chunked(messages[0], 2), NOOP, NOOP, chunked(messages[1]), chunked(messages[2], 3), chunked(messages[3])])
    for (let cut = 0; cut <= stream.length; cut++) {
      const { transport, messages: seen } = reading()
      transport.feedCut(stream, cut)
      expect(seen).toEqual(messages.map(String))
    }
  })

  it('delivers the same in single bytes', () => {
    const { transport, messages } = reading()
    for (const byte of Buffer.concat([chunked(text(300), 100), NOOP, chunked(text(5))])) transport.feed(Uint8Array.of(byte))
    expect(messages).toEqual([text(300).toString(), text(5).toString()])
  })

  it('delivers the same in any pieces, with chunks of any sizes', () => {
    const message = fc.record({ size: fc.integer({ min: 1, max: 40_000 }), chunk: fc.integer({ min: 1, max: 65535 }), noops: fc.nat({ max: 3 }) })
    fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 10 }), (sent, pieces) => {
      const { transport, messages } = reading()
      const stream = Buffer.concat(sent.flatMap(({ size, chunk, noops }) => [...new Array<Uint8Array>(noops).fill(NOOP), chunked(text(size), Math.max(chunk, size / 50))]))
      for (let at = 0, i = 0; at < stream.length; at += pieces[i++ % pieces.length]) transport.feed(stream.subarray(at, at + pieces[i % pieces.length]))
      expect(messages.map(message => message.length)).toEqual(sent.map(({ size }) => size))
      expect(messages).toEqual(sent.map(({ size }) => text(size).toString()))
    }), { numRuns: 60 })
  })

  // Beginnings up to 16 KiB are put in front of the next read, longer ones are kept apart.
  it.each([10, 16_000, 16_382, 16_383, 16_384, 16_385, 20_000, 65_000, 70_000])('keeps a beginning of %d bytes until the rest comes', beginning => {
    const { transport, messages } = reading()
    const stream = Buffer.concat([chunked(text(100_000)), chunked(text(3))])
    transport.feedCut(stream, beginning)
    expect(messages).toEqual([text(100_000).toString(), text(3).toString()])
  })

  it('reads messages of many megabytes between small ones', () => {
    const { transport, messages } = reading()
    const large = text(5_000_000)
    transport.feed(Buffer.concat([chunked(text(3)), chunked(large), chunked(text(4)), chunked(large, 8192), chunked(text(5))]))
    expect(messages.map(({ length }) => length)).toEqual([3, 5_000_000, 4, 5_000_000, 5])
    expect(messages[3]).toBe(large.toString())
  })

  it('delivers nothing behind the message that ended the connection', () => {
    const { transport, messages } = reading(() => false)
    transport.feed(Buffer.concat([chunked(text(1)), chunked(text(2))]))
    expect(messages).toEqual(['a'])
  })

  it('takes no message out of NOOPs alone', () => {
    const { transport, messages } = reading()
    for (let i = 0; i < 7; i++) transport.feed(Uint8Array.of(0))
    transport.feed(Buffer.concat([Uint8Array.of(0), chunked(text(2))]))
    expect(messages).toEqual(['ab'])
  })
})

describe('ChunkWriter', () => {
  const newWriter = (): ChunkWriter => new ChunkWriter(new PackStreamWriter({ structures: { find: () => undefined } }))
  const messagesOf = (writer: ChunkWriter): string[] => {
    const { transport, messages } = reading()
    transport.feed(Buffer.concat(writer.take()))
    return messages
  }
  const write = (writer: ChunkWriter, value: unknown): void => {
    writer.begin()
    writer.values.write(value)
    writer.finish()
  }

  it('puts the size before the message, and an empty chunk behind it', () => {
    const writer = newWriter()
    expect(writer.isEmpty).toBe(true)
    write(writer, 'abc')
    write(writer, null)
    expect(writer.isEmpty).toBe(false)
    expect(Buffer.concat(writer.take())).toEqual(bytesOf('0004 83616263 0000 0001 c0 0000'))
  })

  it.each([0, 1, 1000, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 5000, 65_520, 65_530, 65_531, 65_532, 65_533, 65_535, 65_536, 131_066, 200_000, 3_000_000])(
    'spreads a text of %d bytes over chunks', size => {
      const writer = newWriter()
      write(writer, 1)
      write(writer, 'x'.repeat(size))
      write(writer, true)
      const [, message, last] = messagesOf(writer)
      expect(message.slice(-size || Infinity)).toBe('x'.repeat(size))
      expect(last).toBe('\xc3')
    })

  it('spreads what is made of many small values', () => {
    const writer = newWriter()
    const values = Array.from({ length: 50_000 }, (_, i) => [`name${i}`, i, { key: true }])
    write(writer, values)
    const alone = new PackStreamWriter({ structures: { find: () => undefined } })
    alone.write(values)
    expect(messagesOf(writer)[0] === alone.buffer.toString('latin1', 0, alone.position)).toBe(true)
  })

  it('writes any run of messages, again and again', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.array(fc.string({ maxLength: 3000 }), { maxLength: 40 }), fc.boolean(), fc.boolean()), { maxLength: 20 }), rounds => {
      const writer = newWriter()
      let sent: string[] = []
      for (const [texts, flush, hasLeft] of rounds) {
        write(writer, texts)
        const alone = new PackStreamWriter({ structures: { find: () => undefined } })
        alone.write(texts)
        sent.push(alone.buffer.toString('latin1', 0, alone.position))
        if (!flush) continue
        expect(messagesOf(writer)).toEqual(sent)
        sent = []
        if (hasLeft) {
          writer.reuse()
        } else {
          writer.replace()
        }
        expect(writer.isEmpty).toBe(true)
      }
    }), { numRuns: 50 })
  })

  it.each([1, 70_000])('leaves nothing of a message that is given up after %d bytes', size => {
    const writer = newWriter()
    write(writer, 'before')
    writer.begin()
    writer.values.write(['x'.repeat(size), 'y'.repeat(size)])
    writer.abandon()
    write(writer, 'after')
    expect(messagesOf(writer)).toEqual(['\x86before', '\x85after'])
  })

  it('does not touch bytes that were taken and are still needed', () => {
    const writer = newWriter()
    write(writer, 'first')
    const taken = writer.take()
    writer.replace()
    write(writer, 'second')
    expect(Buffer.concat(taken).toString('latin1')).toContain('first')
    expect(messagesOf(writer)).toEqual(['\x86second'])
  })
})
