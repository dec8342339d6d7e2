import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { type MessagePort, workerData } from 'node:worker_threads'
import type { Line } from './protocol.js'

/**
 * The thread that talks to the suite. It is separate so that the other thread can wait for an answer synchronously:
 * `handleSecurityException` of a token manager must return a value that the suite decides.
 */
const { port, arrivals, tcpPort } = workerData as { port: MessagePort, arrivals: Int32Array, tcpPort: number }
const sockets = new Map<number, Socket>()
let connections = 0

function send (line: Line): void {
  port.postMessage(line)
  Atomics.add(arrivals, 0, 1)
  Atomics.notify(arrivals, 0)
}

function serve (socket: Socket): void {
  const connection = ++connections
  let request: string[] | undefined
  sockets.set(connection, socket)
  socket.on('error', () => { socket.destroy() })
  socket.on('close', () => {
    sockets.delete(connection)
    send({ connection })
  })
  createInterface({ input: socket, crlfDelay: Infinity }).on('line', line => {
    if (line === '#request begin') {
      request = []
    } else if (line === '#request end') {
      send({ connection, text: request?.join('') })
      request = undefined
    } else {
      request?.push(line)
    }
  })
}

port.on('message', ({ connection, text }: Line) => {
  sockets.get(connection)?.write(`#response begin\n${text}\n#response end\n`)
})

createServer(serve).listen(tcpPort, () => { console.log(`Listening on port ${tcpPort}`) })
