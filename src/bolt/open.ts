import { newError, type Neo4jError } from '../error.js'
import { connect, type ConnectOptions, type Transport } from '../net/socket.js'
import type { AuthToken } from '../types/auth-token.js'
import { type ConnectionParts, Connection } from './connection.js'
import { HANDSHAKE_OFFER, type HandshakeResult, readHandshake } from './handshake.js'
import { assertSupported, hello, type HelloSettings, logon } from './messages.js'
import { Reply } from './response-handler.js'

export type OpenOptions =
  ConnectOptions &
  Omit<ConnectionParts, 'transport' | 'capabilities' | 'address' | 'clock' | 'errorCode'> &
  { hello: HelloSettings, authToken: AuthToken }

/**
 * Connects, agrees on a version of Bolt, and logs in. `timeout` limits the whole.
 * @throws Neo4jError: the server's own if it refuses the user; nothing is left open.
 */
export async function openConnection (options: OpenOptions): Promise<Connection> {
  const start = options.clock.now()
  const transport = await connect(options)
  const remaining = options.timeout - (options.clock.now() - start)
  let connection: Connection | undefined
  const timer = options.clock.setTimeout(() => {
    const error = newError(
      `The server at ${options.address.toString()} accepted the connection, but did not finish the ` +
      `${connection === undefined ? 'Bolt handshake' : 'login'} in ${options.timeout} ms (connectionTimeout).`, options.errorCode)
    if (connection === undefined) {
      abort(transport, error)
    } else {
      connection.destroy(error)
    }
  }, Math.max(0, remaining))
  try {
    const { capabilities, reply } = await handshake(transport, options.address.toString())
    connection = new Connection({ ...options, transport, capabilities })
    if (reply !== undefined) transport.write(reply)
    await login(connection, options)
    return connection
  } finally {
    options.clock.clear(timer)
  }
}

/** Gives a transport up that nobody else listens to: its listener is told. */
function abort (transport: Transport, error: Neo4jError): void {
  const { listener } = transport
  transport.destroy()
  listener.onClosed(error)
}

async function handshake (transport: Transport, address: string): Promise<HandshakeResult> {
  return await new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const fail = (error: unknown): void => {
      transport.destroy()
      reject(error as Error)
    }
    transport.listener = {
      onClosed: fail,
      onBytes: (bytes, _view, start, end) => {
        received = Buffer.concat([received, bytes.subarray(start, end)])
        try {
          const result = readHandshake(received, address)
          if (result === undefined) return
          if (result.consumed < received.length) {
            throw newError(`The server at ${address} sent more than its answer to the handshake before it was asked anything.`)
          }
          resolve(result)
        } catch (error) {
          fail(error)
        }
      }
    }
    transport.write(HANDSHAKE_OFFER)
  })
}

/** HELLO and LOGON leave together; before 5.1 there is HELLO only. */
async function login (connection: Connection, options: OpenOptions): Promise<void> {
  const { capabilities } = connection
  try {
    assertSupported(capabilities, { database: undefined, impersonatedUser: undefined, notificationFilter: options.hello.notificationFilter })
    const greeted = new Reply()
    connection.request(hello(capabilities, options.hello, options.authToken), greeted)
    const replies = [greeted.promise]
    if (capabilities.logon) {
      const loggedOn = new Reply()
      connection.request(logon(options.authToken), loggedOn)
      replies.push(loggedOn.promise)
    }
    connection.flush()
    const [metadata] = await Promise.all(replies)
    if (!capabilities.logon) connection.state = 'ready'
    connection.authToken = options.authToken
    connection.applyHello(metadata)
  } catch (error) {
    connection.close(error as Neo4jError)
    throw error
  }
}
