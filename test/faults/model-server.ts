import { type AddressInfo, createServer, type Server } from 'node:net'
import { type Duplex } from 'node:stream'
import { Codec } from '../../src/bolt/codec.js'
import { ChunkReader, ChunkWriter } from '../../src/bolt/framing.js'
import { FAILURE, IGNORED, RECORD, SUCCESS } from '../../src/bolt/messages.js'
import { capabilitiesOf, type Capabilities } from '../../src/bolt/versions.js'
import { type Answer, type Meta, type ModelOptions } from './model-options.js'

/** Message tags of the client: specification page «Bolt messages». */
const NAMES: Readonly<Record<number, string>> = {
  0x01: 'HELLO', 0x02: 'GOODBYE', 0x0f: 'RESET', 0x10: 'RUN', 0x11: 'BEGIN', 0x12: 'COMMIT', 0x13: 'ROLLBACK', 0x2f: 'DISCARD',
  0x3f: 'PULL', 0x54: 'TELEMETRY', 0x66: 'ROUTE', 0x6a: 'LOGON', 0x6b: 'LOGOFF'
}
const OFFER_SIZE = 20

/**
 * A small honest database: it keeps no data, but counts what was committed. Unlike a script it answers whatever
 * comes, on any number of connections, so that a driver which recovers by itself can be judged by the outcome.
 *
 * Its queries: `ROWS` {n}, `WRITE` {id}, `FAIL` {code}, `BOOKMARKS`, `WHO`.
 */
export class ModelServer {
  readonly options: ModelOptions
  /** How many times the write `id` was committed. */
  readonly writes = new Map<unknown, number>()
  readonly connections = new Set<ModelConnection>()
  /** Every request, as `connection:NAME`. */
  readonly log: string[] = []
  accepted = 0
  transactions = 0
  #listener: Server | undefined

  constructor (options: ModelOptions = {}) {
    this.options = options
  }

  static async listen (options?: ModelOptions): Promise<ModelServer> {
    const server = new ModelServer(options)
    await server.open(0)
    return server
  }

  get port (): number {
    return (this.#listener?.address() as AddressInfo).port
  }

  get uri (): string {
    return `bolt://127.0.0.1:${this.port}`
  }

  async open (port: number): Promise<void> {
    this.#listener = createServer({ noDelay: true, allowHalfOpen: true }, socket => { this.serve(socket) })
    await new Promise<void>(resolve => { this.#listener?.listen(port, '127.0.0.1', resolve) })
  }

  serve (stream: Duplex): void {
    this.connections.add(new ModelConnection(this, stream, ++this.accepted))
  }

  /** Ends everything at once, as a crash would. */
  async close (): Promise<void> {
    for (const connection of this.connections) connection.stream.destroy()
    await new Promise<void>(resolve => {
      if (this.#listener === undefined) return resolve()
      this.#listener.close(() => { resolve() })
    })
  }

  written (id: unknown): number {
    return this.writes.get(id) ?? 0
  }
}

interface Stream { rows: unknown[][], next: number }

/** One client, from its handshake on. */
export class ModelConnection {
  readonly stream: Duplex
  readonly id: number
  user: string | undefined
  readonly #server: ModelServer
  readonly #caps: Capabilities
  readonly #codec = new Codec({ integers: 'number' })
  readonly #reader
  readonly #writer
  readonly #chunks
  #received = Buffer.alloc(0)
  #greeted = 0
  #failed = false
  #transaction: unknown[] | undefined
  #pending: unknown[] = []
  #bookmarks: string[] = []
  #streams = new Map<number, Stream>()
  #lastQuery = -1

  constructor (server: ModelServer, stream: Duplex, id: number) {
    this.#server = server
    this.stream = stream
    this.id = id
    this.#caps = capabilitiesOf(...(server.options.version ?? [5, 8])) as Capabilities
    this.#reader = this.#codec.reader(this.#caps)
    this.#writer = new ChunkWriter(this.#codec.writer(this.#caps))
    this.#chunks = new ChunkReader({ receiveMessage: (bytes, view, start, end) => this.#receive(bytes, view, start, end) })
    stream.on('data', (bytes: Buffer) => { this.#onData(bytes) })
    stream.on('error', () => {})
    stream.on('end', () => { stream.end() })
    stream.on('close', () => { server.connections.delete(this) })
  }

  send (answers: Answer[]): void {
    for (const answer of answers) {
      if (Buffer.isBuffer(answer)) {
        this.#flush()
        this.stream.write(answer)
      } else {
        this.#write(answer.tag, answer.fields)
      }
    }
    this.#flush()
  }

  /** For `answer`: a failure of the client's request. */
  failure (code: string): Answer[] {
    this.#failed = true
    this.#forget()
    return [{ tag: FAILURE, fields: [this.#failureMetadata(code, 'as you asked')] }]
  }

  #onData (bytes: Buffer): void {
    if (this.#greeted === 2) return this.#feed(bytes)
    this.#received = Buffer.concat([this.#received, bytes])
    const { major, minor } = this.#caps
    if (this.#greeted === 0 && this.#received.length >= OFFER_SIZE) {
      const manifest = major > 5 || (major === 5 && minor >= 7)
      this.#greeted = manifest ? 1 : 2
      this.stream.write(manifest ? Buffer.from([0, 0, 1, 255, 1, 0, 0, minor, major, 0]) : Buffer.from([0, 0, minor, major]))
      this.#received = this.#received.subarray(OFFER_SIZE)
    }
    if (this.#greeted === 1 && this.#received.length >= 5) {
      this.#greeted = 2
      this.#received = this.#received.subarray(5)
    }
    if (this.#greeted === 2 && this.#received.length > 0) this.#feed(this.#received)
  }

  #feed (bytes: Buffer): void {
    const copy = Buffer.from(bytes) as Buffer<ArrayBuffer>
    try {
      this.#chunks.receive(copy, new DataView(copy.buffer, copy.byteOffset, copy.length), 0, copy.length)
      this.#flush()
    } catch {
      // A client that talks nonsense is not talked to any longer.
      this.stream.destroy()
    }
  }

  #receive (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const reader = this.#reader
    reader.open(bytes, view, start + 2, end)
    const fields: any[] = Array.from({ length: bytes[start] & 0x0f }, () => reader.read())
    if (reader.position !== end) throw new Error('message with a rest')
    const name = NAMES[bytes[start + 1]] ?? 'unknown'
    this.#server.log.push(`${this.id}:${name}`)
    const { answer, slowness, slowCommits } = this.#server.options
    const given = answer?.(name, fields, this)
    if (given === 'silence') return true
    if (given === 'hang up') {
      this.#flush()
      this.stream.end()
      return false
    }
    if (given !== undefined) {
      this.send(given)
    } else if ((slowness !== undefined && name === 'RUN') || (slowCommits !== undefined && name === 'COMMIT')) {
      setTimeout(() => { this.#answer(name, fields); this.#flush() }, slowness ?? slowCommits)
    } else {
      this.#answer(name, fields)
    }
    return true
  }

  #answer (name: string, fields: any[]): void {
    if (name === 'GOODBYE') {
      this.stream.end()
    } else if (name === 'RESET') {
      this.#failed = false
      this.#forget()
      this.#success({})
    } else if (this.#failed) {
      this.#write(IGNORED, [])
    } else {
      this.#work(name, fields)
    }
  }

  #work (name: string, fields: any[]): void {
    switch (name) {
      case 'HELLO':
        if (!this.#caps.logon && !this.#logOn(fields[0])) return
        return this.#success({ server: 'Neo4j/5.26.0', connection_id: `bolt-${this.id}`, hints: this.#server.options.hints ?? {} })
      case 'LOGON': return this.#logOn(fields[0]) ? this.#success({}) : undefined
      case 'LOGOFF': case 'TELEMETRY': return this.#success({})
      case 'BEGIN':
        if (this.#transaction !== undefined || this.#streams.size > 0) return this.#fail('Neo.ClientError.Request.Invalid', 'BEGIN in the middle of something')
        this.#transaction = []
        this.#bookmarks = fields[0].bookmarks ?? []
        return this.#success({})
      case 'RUN': return this.#run(fields[0], fields[1], fields[2])
      case 'PULL': case 'DISCARD': return this.#stream(name === 'PULL', fields[0])
      case 'COMMIT': return this.#success({ bookmark: this.#commit(this.#transaction ?? []) })
      case 'ROLLBACK':
        this.#forget()
        return this.#success({})
      case 'ROUTE': return this.#success({ rt: this.#routingTable(fields[0].address, fields[2]?.db) })
    }
    this.#fail('Neo.ClientError.Request.Invalid', `what is ${name}?`)
  }

  #logOn (token: Meta): boolean {
    if (token.credentials === 'wrong') {
      this.#fail('Neo.ClientError.Security.Unauthorized', 'wrong credentials')
      return false
    }
    this.user = token.principal
    return true
  }

  #run (query: string, parameters: Meta, extra: Meta): void {
    if (this.#transaction === undefined && this.#streams.size > 0) return this.#fail('Neo.ClientError.Request.Invalid', 'RUN before the last result was read')
    if (this.#transaction !== undefined && Object.keys(extra).length > 0) return this.#fail('Neo.ClientError.Request.Invalid', 'auto-commit in a transaction')
    if (this.#transaction === undefined) this.#bookmarks = extra.bookmarks ?? []
    const rows: unknown[][] = []
    if (query === 'ROWS') for (let i = 0; i < parameters.n; i++) rows.push([BigInt(i)])
    if (query === 'BOOKMARKS') rows.push([this.#bookmarks])
    if (query === 'WHO') rows.push([this.user])
    if (query === 'FAIL') return this.#fail(parameters.code ?? 'Neo.ClientError.Statement.SyntaxError', 'as you asked')
    if (query === 'WRITE') (this.#transaction ?? this.#pending).push(parameters.id)
    this.#streams.set(++this.#lastQuery, { rows, next: 0 })
    this.#success({ fields: ['x'], t_first: 0n, ...(this.#transaction !== undefined && { qid: BigInt(this.#lastQuery) }) })
  }

  #stream (wanted: boolean, { n, qid }: { n?: number, qid?: number } = {}): void {
    const id = qid === undefined || qid < 0 ? this.#lastQuery : qid
    const stream = this.#streams.get(id)
    if (stream === undefined) return this.#fail('Neo.ClientError.Request.Invalid', 'no such query')
    const end = n === undefined || n < 0 ? stream.rows.length : Math.min(stream.rows.length, stream.next + n)
    for (; stream.next < end; stream.next++) {
      if (wanted) this.#write(RECORD, [stream.rows[stream.next]])
    }
    if (end < stream.rows.length) return this.#success({ has_more: true })
    this.#streams.delete(id)
    this.#success({ type: 'rw', t_last: 0n, ...(this.#transaction === undefined && { bookmark: this.#commit(this.#pending) }) })
  }

  #commit (ids: unknown[]): string {
    const { writes } = this.#server
    for (const id of ids) writes.set(id, (writes.get(id) ?? 0) + 1)
    this.#forget()
    return `bookmark:${++this.#server.transactions}`
  }

  #forget (): void {
    this.#transaction = undefined
    this.#pending = []
    this.#streams.clear()
  }

  /** One server does it all: at the address under which the client knows it, which may be a proxy's. */
  #routingTable (address: string, db: string | undefined): Meta {
    const addresses = [address]
    return { ttl: BigInt(this.#server.options.ttl ?? 300), db: db ?? 'neo4j', servers: ['ROUTE', 'READ', 'WRITE'].map(role => ({ role, addresses })) }
  }

  #success (metadata: Meta): void {
    this.#write(SUCCESS, [metadata])
  }

  #fail (code: string, message: string): void {
    this.#failed = true
    this.#forget()
    this.#write(FAILURE, [this.#failureMetadata(code, message)])
  }

  #failureMetadata (code: string, message: string): Meta {
    return this.#caps.gqlErrors
      ? { neo4j_code: code, message, gql_status: '50N42', description: 'error', diagnostic_record: {} }
      : { code, message }
  }

  #write (tag: number, fields: unknown[]): void {
    const writer = this.#writer
    writer.begin()
    writer.values.writeStructureHeader(tag, fields.length)
    for (const field of fields) writer.values.write(field)
    writer.finish()
  }

  #flush (): void {
    if (this.#writer.isEmpty) return
    if (!this.stream.destroyed) this.stream.write(Buffer.concat(this.#writer.take()))
    this.#writer.reuse()
  }
}
