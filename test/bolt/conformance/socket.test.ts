import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { systemClock } from '../../../src/clock.js'
import { ServerAddress } from '../../../src/net/address.js'
import { ReadBuffer } from '../../../src/net/read-buffer.js'
import { connect, type Transport } from '../../../src/net/socket.js'

/** Lets `work` use a connection to a server; what the server does with it is up to `serve`. */
async function withServer (serve: (socket: Socket) => void, work: (transport: Transport) => Promise<void>): Promise<void> {
  const server: Server = createServer({ allowHalfOpen: true }, serve)
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const transport = await connect({
    address: new ServerAddress('127.0.0.1', null, (server.address() as AddressInfo).port),
    timeout: 5000,
    readBuffer: new ReadBuffer(),
    clock: systemClock,
    signal: new AbortController().signal,
    errorCode: 'ServiceUnavailable'
  })
  await work(transport)
  transport.destroy()
  await new Promise<void>(resolve => { server.close(() => { resolve() }) })
}

describe('a socket', () => {
  it('that is ended lets the server finish what it says', async () => {
    let ended!: (how: string) => void
    const end = new Promise<string>(resolve => { ended = resolve })
    await withServer(socket => {
      socket.on('error', error => { ended(error.message) }).on('close', () => { ended('in peace') }).resume()
      socket.on('end', () => {
        socket.write('last')
        setTimeout(() => { socket.end(' words') }, 10)
      })
    }, async transport => {
      transport.end()
      expect(await end).toBe('in peace')
    })
  })

  it('tells of every silence, not only of the first', async () => {
    await withServer(socket => { socket.on('end', () => { socket.end() }).resume() }, async transport => {
      let silences = 0
      await new Promise<void>(resolve => {
        transport.onIdle(10, () => {
          if (++silences === 2) resolve()
          transport.write(Buffer.from('hello'))
        })
      })
      expect(silences).toBe(2)
    })
  })
})
