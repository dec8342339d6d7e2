import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The side that the bytes go to. */
export type Direction = 'toServer' | 'toClient'

/**
 * What happens to a connection when byte `at` (from 0) of one direction is due:
 * - `cut`: both sides are closed; `reset`: they are reset (RST); `halfClose`: the receiver sees an end, the other way stays open
 * - `stall`: nothing goes on in that direction, and neither side is told
 * - `delay`: the rest waits for `ms` · `drop`: `count` bytes are lost · `change`: the byte is replaced by `with`
 */
export type Fault = { direction: Direction, at: number } & (
  { kind: 'cut' | 'reset' | 'halfClose' | 'stall' } |
  { kind: 'delay', ms: number } |
  { kind: 'drop', count: number } |
  { kind: 'change', with: (byte: number) => number })

export interface Plan {
  faults?: Fault[]
  /** `bytes`: each byte is a write of its own; a number: bytes are kept until that many milliseconds bring no more. */
  pace?: 'bytes' | number
  /** Takes the connection, and never says a word. */
  hang?: boolean
  /** The connection is closed after this many milliseconds without a byte in either direction. */
  closeWhenQuiet?: number
}

/** Stands between a driver and a server and spoils what goes through, as the plan of each connection says. */
export class FaultProxy {
  /** Asked once for each connection, numbered from 0. */
  plan: (connection: number) => Plan | undefined = () => undefined
  accepted = 0
  /** How many connections have been ended by their plan. */
  struck = 0
  /** How many bytes have arrived for each direction, over all connections. */
  readonly seen: Record<Direction, number> = { toServer: 0, toClient: 0 }
  readonly #links = new Set<Link>()
  readonly #upstream: number
  #listener: Server | undefined
  #port = 0

  private constructor (upstream: number) {
    this.#upstream = upstream
  }

  /** @param upstream the port of the server. */
  static async start (upstream: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream)
    await proxy.accept()
    return proxy
  }

  get uri (): string {
    return `bolt://127.0.0.1:${this.#port}`
  }

  get openCount (): number {
    return this.#links.size
  }

  /** New connections are refused from now on. */
  async refuse (): Promise<void> {
    const listener = this.#listener
    this.#listener = undefined
    // Resolves only when all its connections are gone, which need not be now.
    listener?.close()
    await new Promise(resolve => { setImmediate(resolve) })
  }

  async accept (): Promise<void> {
    const listener = this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, client => { this.#connect(client) })
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (listener.address() as AddressInfo).port
  }

  /** Cuts what is open. */
  cutAll (): void {
    for (const link of this.#links) link.end('cut')
  }

  async close (): Promise<void> {
    this.cutAll()
    await this.refuse()
  }

  #connect (client: Socket): void {
    const plan = this.plan(this.accepted++) ?? {}
    const server = plan.hang === true ? undefined : connect({ port: this.#upstream, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const link = new Link(client, server, plan, {
      seen: (direction, size) => { this.seen[direction] += size },
      struck: () => { this.struck++ }
    })
    this.#links.add(link)
    client.once('close', () => { this.#links.delete(link) })
  }
}

interface Witness {
  seen: (direction: Direction, size: number) => void
  struck: () => void
}

/** One connection: its two sockets, and the two streams between them. */
class Link {
  readonly #client: Socket
  readonly #server: Socket | undefined
  readonly #quiet: NodeJS.Timeout | undefined

  constructor (client: Socket, server: Socket | undefined, plan: Plan, { seen, struck }: Witness) {
    this.#client = client
    this.#server = server
    if (plan.closeWhenQuiet !== undefined) this.#quiet = setTimeout(() => { this.end('cut') }, plan.closeWhenQuiet)
    const flow = (from: Socket, to: Socket, direction: Direction): void => {
      const gate = new Gate(to, plan, direction, kind => {
        struck()
        if (kind === 'cut' || kind === 'reset') this.end(kind)
      })
      from.on('data', bytes => {
        seen(direction, bytes.length)
        this.#quiet?.refresh()
        gate.push(bytes)
      })
      from.on('end', () => { gate.finish() })
      // One side that is gone takes the other along, once it has got what was on its way.
      from.on('close', () => { gate.finish(); gate.abandon(); clearTimeout(this.#quiet) })
      from.on('error', () => { to.destroy() })
    }
    if (server === undefined) {
      client.on('error', () => {}).on('data', () => {}).on('end', () => { client.end() })
    } else {
      flow(client, server, 'toServer')
      flow(server, client, 'toClient')
    }
  }

  end (kind: 'cut' | 'reset'): void {
    clearTimeout(this.#quiet)
    for (const socket of [this.#client, this.#server]) {
      if (kind === 'reset') {
        socket?.resetAndDestroy()
      } else {
        // What was let through must arrive, so no plain destroy().
        socket?.end(() => socket.destroy())
      }
    }
  }
}

/** One direction of one connection. */
class Gate {
  readonly #to: Socket
  readonly #faults: Fault[]
  readonly #pace: Plan['pace']
  readonly #end: (kind: Fault['kind']) => void
  #position = 0
  #shut = false
  /** What a delay or a slow pace holds back. */
  #held: Buffer[] = []
  #timer: NodeJS.Timeout | undefined
  #finished = false

  constructor (to: Socket, plan: Plan, direction: Direction, end: (kind: Fault['kind']) => void) {
    this.#to = to
    this.#pace = plan.pace
    this.#faults = (plan.faults ?? []).filter(fault => fault.direction === direction).sort((a, b) => a.at - b.at)
    this.#end = end
    this.#strike(Buffer.alloc(0))
  }

  push (bytes: Buffer): void {
    if (this.#shut) return
    if (this.#timer !== undefined && this.#pace === undefined) {
      this.#held.push(bytes)
      return
    }
    let rest = bytes
    while (rest.length > 0 && !this.#shut) rest = this.#strike(rest)
  }

  finish (): void {
    this.#finished = true
    if (this.#timer === undefined && !this.#shut && !this.#to.destroyed) this.#to.end()
  }

  /** No side is left that could want more than what is on its way. */
  abandon (): void {
    if (this.#timer === undefined) this.#to.destroySoon()
  }

  /** Lets bytes through up to the next fault, does that, and returns what is left. */
  #strike (bytes: Buffer): Buffer {
    const fault = this.#faults[0]
    const room = fault === undefined ? bytes.length : Math.min(bytes.length, fault.at - this.#position)
    this.#write(bytes.subarray(0, room))
    this.#position += room
    const rest = bytes.subarray(room)
    if (fault === undefined || this.#position < fault.at) return rest
    switch (fault.kind) {
      case 'drop': return this.#drop(rest, fault)
      case 'change': return this.#change(rest, fault)
      case 'delay': return this.#delay(rest, fault)
    }
    this.#shut = true
    this.#flush()
    if (fault.kind === 'halfClose') this.#to.end()
    this.#end(fault.kind)
    return rest
  }

  #drop (rest: Buffer, fault: Fault & { count: number }): Buffer {
    const lost = Math.min(rest.length, fault.count)
    fault = { ...fault, count: fault.count - lost, at: fault.at + lost }
    this.#position += lost
    this.#faults.splice(0, 1, ...(fault.count > 0 ? [fault] : []))
    return rest.subarray(lost)
  }

  #change (rest: Buffer, fault: Fault & { kind: 'change' }): Buffer {
    if (rest.length === 0) return rest
    this.#faults.shift()
    this.#write(Buffer.from([fault.with(rest[0])]))
    this.#position++
    return rest.subarray(1)
  }

  #delay (rest: Buffer, fault: Fault & { ms: number }): Buffer {
    this.#faults.shift()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const held = this.#held.splice(0)
      for (const bytes of held) this.push(bytes)
      if (this.#finished) this.finish()
    }, fault.ms)
    this.#held.push(rest)
    return Buffer.alloc(0)
  }

  #write (bytes: Buffer): void {
    if (bytes.length === 0 || this.#to.destroyed) return
    if (this.#pace === 'bytes') {
      for (let i = 0; i < bytes.length; i++) this.#to.write(bytes.subarray(i, i + 1))
    } else if (this.#pace === undefined) {
      this.#to.write(bytes)
    } else {
      this.#held.push(bytes)
      this.#timer = this.#timer?.refresh() ?? setTimeout(() => { this.#flush(); if (this.#finished) this.finish() }, this.#pace)
    }
  }

  #flush (): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#held.length > 0) this.#to.write(Buffer.concat(this.#held.splice(0)))
  }
}
