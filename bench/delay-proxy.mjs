// A proxy that keeps every byte back for some milliseconds in each direction and counts the round trips that a client waits for.
import { connect, createServer } from 'node:net'

const TO_SERVER_MS = 3
const TO_CLIENT_MS = 2

/** Hands on what arrives after `ms`, in order; `seen` is called as each part leaves. */
function delayed (from, to, ms, seen) {
  from.on('data', (data) => setTimeout(() => {
    seen()
    if (!to.destroyed) to.write(data)
  }, ms))
  from.on('close', () => setTimeout(() => to.destroy(), ms))
  from.on('error', () => from.destroy())
}

export class DelayProxy {
  /** Round trips one after the other: each connection opened, and each time a client spoke after it had been answered. */
  turns = 0
  #server
  #answered = true

  static async start (uri) {
    const proxy = new DelayProxy()
    const { hostname, port } = new URL(uri)
    proxy.#server = createServer({ noDelay: true }, (client) => {
      proxy.turns++
      const server = connect({ host: hostname, port: Number(port), noDelay: true })
      client.on('data', () => proxy.#clientSpoke())
      delayed(client, server, TO_SERVER_MS, () => {})
      delayed(server, client, TO_CLIENT_MS, () => { proxy.#answered = true })
    })
    await new Promise((resolve, reject) => proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port () {
    return this.#server.address().port
  }

  close () {
    this.#server.close()
  }

  #clientSpoke () {
    if (this.#answered) this.turns++
    this.#answered = false
  }
}
