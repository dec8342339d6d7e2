// A Bolt server that answers from memory: pre-encoded rows by query text, nothing computed per record.
// Started by run.mjs with fork(); tells its port over the IPC channel.
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import { Decoder } from './decode.mjs'
import { datasets } from './datasets.mjs'
import { message } from './encode.mjs'

const SUCCESS = 0x70
const RECORD = 0x71
const IGNORED = 0x7e
const FAILURE = 0x7f
const SLICE = 1 << 16
const BOOKMARK = 'FB:kcwQ3l9XcmV2R1KUk2c9bQ0nP8kBkA=='

const plainSuccess = message(SUCCESS, {})
const ignored = message(IGNORED)
const more = message(SUCCESS, { has_more: true })
const began = message(SUCCESS, { db: 'neo4j' })
const committed = message(SUCCESS, { bookmark: BOOKMARK })
const status = { gql_status: '00000', status_description: 'note: successful completion' }
const summaryInTransaction = message(SUCCESS, { type: 'r', t_last: 1, statuses: [status], db: 'neo4j' })
/** The last bytes of every auto-commit result: the bare socket client waits for them. */
export const summary = message(SUCCESS, { bookmark: BOOKMARK, type: 'r', t_last: 1, statuses: [status], db: 'neo4j' })

function failure (code, text) {
  return message(FAILURE, { code, neo4j_code: code, message: text, gql_status: '50N42', description: text, diagnostic_record: {} })
}

/** The rows of one data set as one block of messages, with the offset of each. */
function encodeBlock ({ period, row }) {
  const parts = Array.from({ length: period }, (_, i) => message(RECORD, row(i)))
  const offsets = [0]
  for (const part of parts) offsets.push(offsets.at(-1) + part.length)
  return { bytes: Buffer.concat(parts), offsets, period }
}

function lazyBlocks () {
  const byQuery = new Map(Object.values(datasets).map((dataset) => [dataset.query, { dataset, block: null }]))
  return (query) => {
    const entry = byQuery.get(query)
    if (entry === undefined) return undefined
    entry.block ??= {
      ...encodeBlock(entry.dataset),
      header: message(SUCCESS, { t_first: 1, fields: entry.dataset.fields, db: 'neo4j' }),
      headerInTransaction: message(SUCCESS, { t_first: 1, fields: entry.dataset.fields, qid: 0 })
    }
    return entry.block
  }
}

function digestBlock (parameters) {
  const digest = createHash('sha1').update(parameters).digest('hex').slice(0, 16)
  const bytes = message(RECORD, [digest])
  const header = message(SUCCESS, { t_first: 1, fields: ['digest'], db: 'neo4j' })
  return { bytes, offsets: [0, bytes.length], period: 1, header, headerInTransaction: header }
}

class Connection {
  #socket
  #server
  #carry = null
  #parts = []
  #chunkLeft = 0
  #requests = []
  #stream = null // the open result: { block, at, left, pulling }
  #inTransaction = false
  #failed = false
  #greeted = false
  #blocked = false

  constructor (socket, server) {
    this.#socket = socket
    this.#server = server
    socket.setNoDelay(true)
    socket.on('data', (data) => this.#receive(data))
    socket.on('drain', () => { this.#blocked = false; this.#answer() })
    socket.on('error', () => socket.destroy())
  }

  #receive (data) {
    let bytes = this.#carry === null ? data : Buffer.concat([this.#carry, data])
    this.#carry = null
    if (!this.#greeted) {
      if (bytes.length < 20) { this.#carry = bytes; return }
      this.#greeted = true
      this.#socket.write(this.#server.chooseVersion(bytes))
      bytes = bytes.subarray(20)
    }
    this.#dechunk(bytes)
    this.#answer()
  }

  #dechunk (bytes) {
    let at = 0
    while (at < bytes.length) {
      if (this.#chunkLeft > 0) {
        const part = bytes.subarray(at, at + this.#chunkLeft)
        this.#parts.push(part)
        this.#chunkLeft -= part.length
        at += part.length
        continue
      }
      if (bytes.length - at < 2) { this.#carry = bytes.subarray(at); return }
      this.#chunkLeft = bytes.readUInt16BE(at)
      at += 2
      if (this.#chunkLeft === 0 && this.#parts.length > 0) {
        this.#requests.push(this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts))
        this.#parts = []
      }
    }
  }

  #answer () {
    this.#socket.cork()
    this.#pull()
    while (!this.#blocked && this.#requests.length > 0) this.#handle(this.#requests.shift())
    this.#socket.uncork()
  }

  #handle (request) {
    const tag = request[1]
    if (tag === 0x0f) {
      this.#failed = this.#inTransaction = false
      this.#stream = null
      return this.#write(plainSuccess)
    }
    if (tag === 0x02) return this.#socket.end()
    if (this.#failed) return this.#write(ignored)
    switch (tag) {
      case 0x01: return this.#write(this.#server.hello)
      case 0x10: return this.#run(new Decoder(request, 2), request)
      case 0x11: this.#inTransaction = true; return this.#write(began)
      case 0x12: this.#inTransaction = false; return this.#write(committed)
      case 0x13: this.#inTransaction = false; return this.#write(plainSuccess)
      case 0x2f: this.#stream = null; return this.#write(this.#inTransaction ? summaryInTransaction : summary)
      case 0x3f: return this.#startPull(new Decoder(request, 2).value().n)
      case 0x66: return this.#write(this.#server.route)
      case 0x54: case 0x6a: case 0x6b: return this.#write(plainSuccess)
      default: return this.#fail(`message 0x${tag.toString(16)} is not known to the replay server`)
    }
  }

  #run (decoder, request) {
    const query = decoder.value()
    let block = this.#server.blockOf(query)
    let count = 1
    if (block !== undefined) {
      count = decoder.value().n ?? 1
    } else if (query.endsWith('AS digest')) {
      const start = decoder.at
      decoder.skip()
      block = digestBlock(request.subarray(start, decoder.at))
    } else {
      return this.#fail(`no data set answers the query: ${query}`)
    }
    this.#stream = { block, at: 0, left: count, pulling: 0 }
    this.#write(this.#inTransaction ? block.headerInTransaction : block.header)
  }

  #startPull (n) {
    const stream = this.#stream
    if (stream === null) return this.#fail('PULL without an open result')
    stream.pulling = n < 0 ? stream.left : Math.min(n, stream.left)
    if (stream.pulling === 0) this.#endPull(stream)
    this.#pull()
  }

  #pull () {
    const stream = this.#stream
    while (stream !== null && stream.pulling > 0 && !this.#blocked) {
      const { bytes, offsets, period } = stream.block
      const last = Math.min(stream.at + stream.pulling, period)
      let end = stream.at + 1
      while (end < last && offsets[end + 1] - offsets[stream.at] <= SLICE) end++
      const sent = end - stream.at
      this.#write(bytes.subarray(offsets[stream.at], offsets[end]))
      stream.at = end === period ? 0 : end
      stream.left -= sent
      stream.pulling -= sent
      if (stream.pulling === 0) this.#endPull(stream)
    }
  }

  #endPull (stream) {
    if (stream.left > 0) return this.#write(more)
    this.#stream = null
    this.#write(this.#inTransaction ? summaryInTransaction : summary)
  }

  #fail (text) {
    this.#failed = true
    this.#write(failure('Neo.ClientError.Statement.SyntaxError', text))
  }

  #write (bytes) {
    if (!this.#socket.write(bytes)) this.#blocked = true
  }
}

/** Whether one of the four offers of the handshake covers the version. */
function offers (handshake, [major, minor]) {
  for (let at = 4; at < 20; at += 4) {
    const [, range, highest, offered] = handshake.subarray(at, at + 4)
    if (offered === major && minor <= highest && minor >= highest - range) return true
  }
  return false
}

/** Starts the server on a free loopback port; resolves to `{ port, close }`. */
export function startReplayServer ({ version = '5.8' } = {}) {
  const wanted = version.split('.').map(Number)
  const hints = { 'connection.recv_timeout_seconds': 120, 'telemetry.enabled': true, 'ssr.enabled': true }
  const shared = {
    blockOf: lazyBlocks(),
    hello: message(SUCCESS, { server: 'Neo4j/5.26.0', connection_id: 'bolt-1', hints }),
    route: null,
    chooseVersion: (handshake) => Buffer.from(offers(handshake, wanted) ? [0, 0, wanted[1], wanted[0]] : [0, 0, 0, 0])
  }
  const server = createServer({ highWaterMark: 1 << 20 }, (socket) => new Connection(socket, shared))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', 1024, () => {
      const { port } = server.address()
      const addresses = [`127.0.0.1:${port}`]
      const servers = ['ROUTE', 'READ', 'WRITE'].map((role) => ({ addresses, role }))
      shared.route = message(SUCCESS, { rt: { ttl: 3600, db: 'neo4j', servers } })
      resolve({ port, close: () => server.close() })
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { port } = await startReplayServer({ version: process.argv[2] })
  process.send({ port })
  process.on('disconnect', () => process.exit())
}
