import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'

/** A TLS port in front of a plain one: takes encryption off, and counts connections. */
export class TlsFront {
  readonly #server: tls.Server
  readonly #sockets = new Set<net.Socket>()
  /** The common name of each client's certificate, undefined without one, in the order in which they came. */
  readonly clients: Array<string | undefined> = []
  /** TLS versions agreed on. */
  readonly versions: Array<string | null> = []
  /** What failed before encryption was there. */
  readonly failures: string[] = []

  private constructor (server: tls.Server, backPort: number) {
    this.#server = server
    server.on('connection', (socket: net.Socket) => this.#keep(socket))
    server.on('tlsClientError', error => { this.failures.push(error.message) })
    server.on('secureConnection', socket => {
      this.clients.push((socket.getPeerCertificate() as Partial<tls.PeerCertificate>).subject?.CN as string | undefined)
      this.versions.push(socket.getProtocol())
      const back = net.connect(backPort, '127.0.0.1')
      this.#keep(socket)
      this.#keep(back)
      socket.pipe(back).pipe(socket)
    })
  }

  static async start (backPort: number, options: tls.TlsOptions): Promise<TlsFront> {
    const server = tls.createServer(options)
    const front = new TlsFront(server, backPort)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return front
  }

  get port (): number {
    return (this.#server.address() as net.AddressInfo).port
  }

  /** Sockets still open, ours to the plain port included. */
  get open (): number {
    return this.#sockets.size
  }

  async close (): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #keep (socket: net.Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => { this.#sockets.delete(socket) })
  }
}
