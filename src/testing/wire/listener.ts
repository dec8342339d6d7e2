import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, type TlsOptions } from 'node:tls'

/** A port of this machine, and its accepted connections. */
export class Listener {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  /** @param onConnection is called with each connection, and must handle the `error` events of its socket */
  constructor (onConnection: (socket: Socket) => void, tls?: TlsOptions) {
    const accept = (socket: Socket): void => {
      this.#sockets.add(socket)
      socket.once('close', () => { this.#sockets.delete(socket) })
      onConnection(socket)
    }
    this.#server = tls === undefined ? createServer(accept) : createSecureServer(tls, accept)
  }

  /** @param port 0 for any free port */
  async listen (host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  /** `host:port`, with an IPv6 address in square brackets. */
  get address (): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`
  }

  /** Cuts all connections, and stops listening. May be called twice. */
  async close (): Promise<void> {
    const closed = new Promise<void>(resolve => { this.#server.close(() => { resolve() }) })
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}
