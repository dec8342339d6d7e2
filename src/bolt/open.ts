import { newError, PROTOCOL_ERROR, type Neo4jError } from '../error.js'
import { connect, type ConnectOptions, type Transport } from '../net/socket.js'
import type { AuthToken } from '../types/auth-token.js'
import { Connection } from './connection.js'
import type { ConnectionParts } from './connection-parts.js'
import { HANDSHAKE_OFFER, type HandshakeResult, readHandshake } from './handshake.js'
import { assertSupported, hello, type HelloSettings, logon } from './messages.js'
import { Reply } from './response-handler.js'

export type OpenOptions =
  ConnectOptions &
  Omit<ConnectionParts, 'transport' | 'capabilities' | 'address' | 'clock' | 'errorCode'> &
  {
    hello: HelloSettings
    authToken: AuthToken
    /** Milliseconds until the attempt is given up once the server has accepted it; nobody waits for it any more then. */
    loginTimeout: number
  }

/**
 * Connects, agrees on a version of Bolt, and logs in.
 * @throws Neo4jError: the server's own if it refuses the user; nothing is left open.
 */
export async function openConnection (options: OpenOptions): Promise<Connection> {
  const transport = await connect(options)
  let connection: Connection | undefined
  let reason: Neo4jError | undefined
  const giveUp = (error: Neo4jError): void => {
    reason = error
    if (connection === undefined) {
      abort(transport, error)
    } else {
      connection.destroy(error)
    }
  }
  const onAbort = (): void => { giveUp(options.signal.reason as Neo4jError) }
  const timer = options.clock.setTimeout(() => {
    giveUp(newError(
      `The server at ${options.address.toString()} accepted the connection, but did not finish the ` +
      `${connection === undefined ? 'Bolt handshake' : 'login'} in ${options.loginTimeout} ms (connectionAcquisitionTimeout).`, options.errorCode))
  }, options.loginTimeout)
  options.signal.addEventListener('abort', onAbort)
  try {
    const { capabilities, reply } = await handshake(transport, options)
    connection = new Connection({ ...options, transport, capabilities })
    if (reply !== undefined) transport.write(reply)
    await login(connection, options)
    return connection
  } catch (error) {
    throw reason ?? error
  } finally {
    options.clock.clear(timer)
    options.signal.removeEventListener('abort', onAbort)
  }
}

/** Gives a transport up that nobody else listens to: its listener is told. */
function abort (transport: Transport, error: Neo4jError): void {
  const { listener } = transport
  transport.destroy()
  listener.onClosed(error)
}

async function handshake (transport: Transport, options: OpenOptions): Promise<HandshakeResult> {
  const address = options.address.toString()
  return await new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const fail = (error: unknown): void => {
      transport.destroy()
      reject(error as Error)
    }
    transport.listener = {
      onClosed: error => { fail(transportLost(error, options)) },
      onBytes: (bytes, _view, start, end) => {
        received = Buffer.concat([received, bytes.subarray(start, end)])
        try {
          const result = readHandshake(received, address)
          if (result === undefined) return
          if (result.consumed < received.length) {
            throw newError(`The server at ${address} sent more than its answer to the handshake before it was asked anything.`, PROTOCOL_ERROR)
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

/** A server that hangs up on the handshake has a reason, and can't tell it in Bolt. */
function transportLost (error: Neo4jError, { tls, clientIdentity, errorCode }: OpenOptions): Neo4jError {
  const reason = tls === undefined
    ? 'it may expect an encrypted connection (a scheme with +s or +ssc)'
    : clientIdentity === undefined ? 'it may ask for a client certificate' : 'it may not accept the client certificate'
  return newError(`${error.message} before the Bolt handshake was answered: ${reason}, or not be a Bolt server.`, errorCode, error)
}

/** HELLO and LOGON leave together; before 5.1 there is HELLO only. */
async function login (connection: Connection, options: OpenOptions): Promise<void> {
  const { capabilities } = connection
  try {
    assertSupported(capabilities, { database: undefined, impersonatedUser: undefined, notificationFilter: options.hello.notificationFilter })
    // If the server refuses it, whoever gave it is to know which one that was.
    connection.authToken = options.authToken
    const requests = [hello(capabilities, options.hello, options.authToken)]
    if (capabilities.logon) requests.push(logon(options.authToken))
    const replies = requests.map(message => {
      const reply = new Reply()
      // Nobody waits for it if the message behind it can't be written.
      reply.promise.catch(() => {})
      connection.request(message, reply)
      return reply.promise
    })
    connection.flush()
    const [metadata] = await Promise.all(replies)
    if (!capabilities.logon) connection.state = 'ready'
    connection.applyHello(metadata)
  } catch (error) {
    connection.close(error as Neo4jError)
    throw error
  }
}
