import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError } from '../error.js'
import { viewOf } from '../packstream/view.js'
import type { PackStreamWriter } from '../packstream/writer.js'

/** Specification page "Bolt", chunking: a chunk begins with two bytes for its size; an empty chunk ends the message. */
const LARGEST_CHUNK = 0xffff
export const CHUNK_HEADER = 2
/** Larger buffers are released after use. */
const KEPT_SIZE = 16 * 1024
const FIRST_SIZE = 1024
/** The limit for growing a buffer that is too small to the size of the last large message. */
const LARGEST_GROWTH = 16
/** The size limit of PackStream: larger messages are rejected as malformed. */
const LARGEST_MESSAGE = 2 ** 31 - 1
/** Each further buffer of a long message is larger by this factor, up to a whole chunk. */
const GROWTH = 4
const LARGEST_BUFFER = 64 * 1024

/** Is called with the position of each complete message; the bytes are valid only during the call. */
export interface MessageReceiver {
  /** @returns false to stop, because the connection is closed and the remaining bytes are useless */
  receiveMessage: (bytes: Buffer, view: DataView, start: number, end: number) => boolean
  /** Whether to pass the next messages to {@link receiveRows}. */
  readonly expectsRows?: boolean
  /**
   * Takes rows together, which saves several calls for each. The bytes from `start` to `end` are messages in chunks; the last one may
   * be incomplete.
   * @returns where the first message begins that was not taken
   */
  receiveRows?: (bytes: Buffer, view: DataView, start: number, end: number) => number
}

/**
 * Splits the byte stream into messages.
 *
 * Messages are delivered in the buffer that the socket was read into. Only the beginning of an incomplete message is
 * copied: into a buffer of this connection, and from there to the front of the next bytes, where the read buffer keeps
 * space for it.
 */
export class ChunkReader {
  readonly #receiver: MessageReceiver
  #kept: Buffer<ArrayBuffer> = Buffer.alloc(0)
  #keptSize = 0
  /** How much of the incomplete message has been scanned, so that no byte is scanned twice. */
  #walked = 0
  #lastSize = 0
  /** The size of the last message that did not fit into {@link KEPT_SIZE}: similar messages are probably as large. */
  #lastLargeSize = 0

  constructor (receiver: MessageReceiver) {
    this.#receiver = receiver
  }

  /** Takes the bytes from `start` to `end` of `bytes`; those before `start` may be overwritten. */
  receive (bytes: Buffer<ArrayBuffer>, view: DataView, start: number, end: number): void {
    const kept = this.#keptSize
    if (kept === 0) {
      this.#walk(bytes, view, start, end)
    } else if (kept <= start) {
      this.#kept.copy(bytes, start - kept, 0, kept)
      this.#walk(bytes, view, start - kept, end)
    } else {
      this.#append(bytes, start, end)
      this.#walk(this.#kept, viewOf(this.#kept), 0, this.#keptSize)
    }
  }

  #walk (bytes: Buffer<ArrayBuffer>, view: DataView, start: number, end: number): void {
    const receiver = this.#receiver
    let position = start + this.#walked
    while (position + CHUNK_HEADER <= end) {
      const size = (bytes[position] << 8) | bytes[position + 1]
      if (size > 0) {
        if (position + CHUNK_HEADER + size > end) break
        position += CHUNK_HEADER + size
        continue
      }
      const messageEnd = position
      position += CHUNK_HEADER
      // An empty chunk without a preceding message is a NOOP: a keep-alive of the server.
      if (messageEnd > start && !this.#deliver(bytes, view, start, messageEnd)) {
        this.#keep(bytes, end, end)
        return
      }
      if (receiver.expectsRows === true) position = (receiver as Required<MessageReceiver>).receiveRows(bytes, view, position, end)
      start = position
    }
    this.#walked = position - start
    this.#keep(bytes, start, end)
  }

  #deliver (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const payload = start + CHUNK_HEADER
    const firstSize = (bytes[start] << 8) | bytes[start + 1]
    this.#lastSize = end - start
    if (this.#lastSize > KEPT_SIZE) this.#lastLargeSize = this.#lastSize
    const payloadEnd = payload + firstSize === end ? end : joinChunks(bytes, payload, firstSize, end)
    return this.#receiver.receiveMessage(bytes, view, payload, payloadEnd)
  }

  #keep (bytes: Buffer<ArrayBuffer>, start: number, end: number): void {
    const size = end - start
    if (size === 0) {
      this.#walked = 0
      // A large row is followed by another one, or by a response, which is small.
      if (this.#kept.length > KEPT_SIZE && this.#lastSize <= KEPT_SIZE) this.#kept = Buffer.alloc(0)
    } else if (bytes === this.#kept) {
      bytes.copyWithin(0, start, end)
    } else {
      this.#keptSize = 0
      this.#append(bytes, start, end)
    }
    this.#keptSize = size
  }

  #append (bytes: Buffer, start: number, end: number): void {
    const needed = this.#keptSize + end - start
    if (needed > LARGEST_MESSAGE) throw newError(`The server sent a message of more than ${LARGEST_MESSAGE} bytes.`, PROTOCOL_ERROR)
    if (needed > this.#kept.length) {
      const expected = needed > KEPT_SIZE ? Math.min(this.#lastLargeSize + LARGEST_CHUNK, needed * LARGEST_GROWTH) : 0
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#kept.length * 2, FIRST_SIZE, expected))
      this.#kept.copy(larger, 0, 0, this.#keptSize)
      this.#kept = larger
    }
    bytes.copy(this.#kept, this.#keptSize, start, end)
    this.#keptSize = needed
  }
}

/** @returns where the payload of the message at `start` ends; -1 if the message is incomplete, or consists of several chunks */
export function endOfOnlyChunk (bytes: Buffer, start: number, end: number): number {
  if (start + CHUNK_HEADER > end) return -1
  const payloadEnd = start + CHUNK_HEADER + ((bytes[start] << 8) | bytes[start + 1])
  return payloadEnd + CHUNK_HEADER <= end && bytes[payloadEnd] === 0 && bytes[payloadEnd + 1] === 0 ? payloadEnd : -1
}

/** Moves the payloads of all chunks together behind the first one. @returns where they end */
function joinChunks (bytes: Buffer, payload: number, firstSize: number, end: number): number {
  let joined = payload + firstSize
  for (let position = joined; position < end;) {
    const size = (bytes[position] << 8) | bytes[position + 1]
    bytes.copyWithin(joined, position + CHUNK_HEADER, position + CHUNK_HEADER + size)
    joined += size
    position += CHUNK_HEADER + size
  }
  return joined
}

/**
 * Builds messages, including chunk headers, until they are taken to be sent together.
 *
 * They are written into one small buffer, which is reused. A long message fills additional, larger buffers, each of which
 * becomes one or more chunks, so that nothing written is moved or copied to make room.
 */
export class ChunkWriter {
  readonly values: PackStreamWriter
  #full: Buffer[] = []
  #chunkStart = 0
  #message: MessageStart | undefined

  constructor (values: PackStreamWriter) {
    this.values = values
    values.onFull = bytes => { this.#nextBuffer(bytes) }
    this.#continueIn(FIRST_SIZE)
  }

  get isEmpty (): boolean {
    return this.values.position === 0 && this.#full.length === 0
  }

  /** Begins a message. Its values are written to `values`. */
  begin (): void {
    const { values } = this
    values.reserve(CHUNK_HEADER)
    this.#message = { buffer: values.buffer, position: values.position, full: this.#full.length }
    this.#openChunk()
  }

  /** Ends the message. */
  finish (): void {
    const { values } = this
    this.#closeChunk()
    // Every buffer reserves room for this beyond its limit.
    values.buffer[values.position++] = 0
    values.buffer[values.position++] = 0
    this.#message = undefined
  }

  /** Discards a message that could not be written completely. */
  abandon (): void {
    const { buffer, position, full } = this.#message as MessageStart
    this.#full.length = full
    this.#message = undefined
    this.values.use(buffer, position, limitOf(buffer))
    this.values.restart()
  }

  /** Takes all finished messages. They are valid until {@link reuse} or {@link replace} is called, one of which must follow. */
  take (): Buffer[] {
    const { buffer, position } = this.values
    this.#full.push(buffer.subarray(0, position))
    return this.#full
  }

  /** Called when the bytes taken have left the process: their memory is reused. */
  reuse (): void {
    if (this.values.buffer.length > KEPT_SIZE) {
      this.replace()
    } else {
      this.#full = []
      this.values.position = 0
    }
  }

  /** Called when the socket still needs the bytes taken. */
  replace (): void {
    this.#full = []
    this.#continueIn(FIRST_SIZE)
  }

  #nextBuffer (bytes: number): void {
    const { values } = this
    const inMessage = this.#message !== undefined
    if (inMessage) this.#closeChunk()
    if (values.position > 0) this.#full.push(values.buffer.subarray(0, values.position))
    this.#continueIn(Math.max(bytes + roomForHeaders(bytes), Math.min(values.buffer.length * GROWTH, LARGEST_BUFFER)))
    if (inMessage) this.#openChunk()
  }

  #continueIn (size: number): void {
    const buffer = Buffer.allocUnsafeSlow(size)
    this.values.use(buffer, 0, limitOf(buffer))
  }

  #openChunk (): void {
    this.#chunkStart = this.values.position
    this.values.position += CHUNK_HEADER
  }

  /** Writes the size of the chunk into its header. An empty chunk is removed, because it would end the message. */
  #closeChunk (): void {
    const { values } = this
    const payload = this.#chunkStart + CHUNK_HEADER
    const size = values.position - payload
    if (size === 0) {
      values.position = this.#chunkStart
    } else if (size > LARGEST_CHUNK) {
      this.#split(payload, size)
    } else {
      values.buffer[this.#chunkStart] = size >>> 8
      values.buffer[this.#chunkStart + 1] = size
    }
  }

  /** Splits one long value into several chunks: from the last to the first, each is moved to make room for the headers. */
  #split (payload: number, size: number): void {
    const { buffer } = this.values
    const chunks = Math.ceil(size / LARGEST_CHUNK)
    for (let i = chunks - 1; i >= 0; i--) {
      const from = payload + i * LARGEST_CHUNK
      const to = from + i * CHUNK_HEADER
      const chunkSize = Math.min(LARGEST_CHUNK, size - i * LARGEST_CHUNK)
      if (i > 0) buffer.copyWithin(to, from, from + chunkSize)
      buffer[to - CHUNK_HEADER] = chunkSize >>> 8
      buffer[to - CHUNK_HEADER + 1] = chunkSize
    }
    this.values.position += (chunks - 1) * CHUNK_HEADER
  }
}

interface MessageStart {
  readonly buffer: Buffer<ArrayBuffer>
  readonly position: number
  /** The number of full buffers before the message. */
  readonly full: number
}

/** Space for the headers of all chunks of a buffer, and for the two zero bytes that end a message. */
function roomForHeaders (size: number): number {
  return CHUNK_HEADER * (Math.ceil(size / LARGEST_CHUNK) + 2)
}

function limitOf (buffer: Buffer): number {
  return buffer.length - roomForHeaders(buffer.length)
}
