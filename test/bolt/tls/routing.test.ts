import { once } from 'node:events'
import * as net from 'node:net'
import neo4j from '../../../src/lite.js'
import { BoltServer, routingTable, success } from '../../../src/testing/script/index.js'
import { Certificate } from '../../helpers/certificates.js'

const PASSWORD = 'planted-password'

describe('a routing driver that encrypts', () => {
  it('never talks in plain text to a server that a routing table names', async () => {
    const certificate = new Certificate({ commonName: 'router', hosts: ['localhost'] })
    const received: Buffer[] = []
    const plain = net.createServer(socket => {
      socket.on('error', () => {})
      socket.on('data', data => {
        received.push(data)
        socket.end()
      })
    })
    await once(plain.listen(0, '127.0.0.1'), 'listening')
    const plainAddress = `127.0.0.1:${(plain.address() as net.AddressInfo).port}`
    const router = await BoltServer.listen({ tls: { cert: certificate.cert, key: certificate.key() } })
    router.play(({ name }) => name === 'ROUTE' ? success(routingTable({ routers: [router.address], readers: [plainAddress], writers: [plainAddress] })) : undefined)
    const driver = neo4j.driver(router.routingUri, neo4j.auth.basic('neo4j', PASSWORD), { maxTransactionRetryTime: 0 })
    const error = await driver.session().run('RETURN 1').catch((error: unknown) => error)
    await driver.close()
    await router.close()
    plain.close()
    expect(error).toMatchObject({ name: 'Neo4jError' })
    const bytes = Buffer.concat(received)
    // The first byte of a TLS handshake, not that of Bolt.
    expect(bytes[0]).toBe(0x16)
    expect(bytes.includes(PASSWORD)).toBe(false)
  })
})
