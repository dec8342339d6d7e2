import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const STOP_DEADLINE_MS = 10_000
const LINES_KEPT = 40

interface Program {
  readonly command: string
  readonly args: readonly string[]
  /** What the keeper is started by: a command that makes a network namespace for it. */
  readonly within?: readonly string[]
  /** The port of that namespace to which connections to {@link KeptServer.socket} go. */
  readonly forwardTo?: number
}

/** A server process in a folder of its own; both go when `stop` is called, or this process ends. */
export class KeptServer {
  readonly home = mkdtempSync(join(tmpdir(), 'neobolt-other-'))
  readonly socket = join(this.home, 'bolt.sock')
  readonly #keeper: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #lines: string[] = []

  constructor ({ command, args, within = [], forwardTo }: Program) {
    const [first, ...rest] = [
      ...within, process.execPath, join(__dirname, 'keeper.cjs'), this.home, forwardTo === undefined ? '-' : this.socket, String(forwardTo ?? 0), command, ...args
    ]
    this.#keeper = spawn(first, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = new Promise(resolve => { this.#keeper.once('exit', resolve).once('error', resolve) })
    for (const output of [this.#keeper.stdout, this.#keeper.stderr]) output?.on('data', chunk => { this.#keep(chunk) })
    this.#keeper.stdin?.on('error', () => {})
  }

  get isRunning (): boolean {
    return this.#keeper.exitCode === null && this.#keeper.signalCode === null && this.#keeper.pid !== undefined
  }

  /** Its last lines. */
  get said (): string {
    return this.#lines.join('\n')
  }

  /** Waits until `isReady` is fulfilled. @throws Error with what the server said last, if it is not in time */
  async ready (isReady: () => Promise<boolean>, deadlineMs: number): Promise<void> {
    const end = Date.now() + deadlineMs
    while (this.isRunning && Date.now() < end) {
      if (await isReady()) return
      await sleep(100)
    }
    const why = this.isRunning ? `no answer in ${deadlineMs / 1000} s` : 'it ended'
    await this.stop()
    throw new Error(`The server did not start (${why}):\n${this.said}`)
  }

  async stop (): Promise<void> {
    this.#keeper.stdin?.end()
    if (await Promise.race([this.#ended, sleep(STOP_DEADLINE_MS, 'late', { ref: false })]) === 'late') this.#keeper.kill('SIGKILL')
    rmSync(this.home, { recursive: true, force: true })
  }

  #keep (chunk: Buffer): void {
    this.#lines.push(...chunk.toString().split('\n').filter(line => line !== ''))
    this.#lines.splice(0, this.#lines.length - LINES_KEPT)
  }
}

export interface Forwarder {
  readonly port: number
  close: () => Promise<void>
}

/** Listens on a port of the loopback interface, and forwards connections to a Unix socket. */
export async function forwardTo (socket: string): Promise<Forwarder> {
  const open = new Set<Socket>()
  const listener = createServer(from => {
    const to = connect(socket)
    open.add(from)
    from.on('close', () => { open.delete(from) })
    for (const [one, other] of [[from, to], [to, from]]) {
      one.pipe(other)
      one.on('error', () => {}).on('close', () => { other.destroy() })
    }
  })
  await new Promise<void>(resolve => { listener.listen(0, '127.0.0.1', resolve) })
  return {
    port: (listener.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise(resolve => { listener.close(resolve) })
      for (const socket of open) socket.destroy()
      await closed
    }
  }
}
