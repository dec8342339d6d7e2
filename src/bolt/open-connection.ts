import { inTime } from '../clock.js'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { isNeo4jError, newError, type Neo4jError } from '../error.js'
import { ignoreRejection } from '../foreign-error.js'
import { connect, type ConnectOptions, type Transport } from '../net/socket.js'
import type { AuthToken } from '../types/auth-token.js'
import { Connection } from './connection.js'
import type { ConnectionParts } from './connection.js'
import { HANDSHAKE_OFFER, type HandshakeResult, readHandshake } from './handshake.js'
import { assertSupported, hello, type HelloSettings, logon } from './messages.js'
import { Reply } from './response-handler.js'

type OpenOptions =
  ConnectOptions &
  Omit<ConnectionParts, 'transport' | 'capabilities' | 'address' | 'clock' | 'errorCode'> &
  {
    hello: HelloSettings
    /** Called when the token is sent: it may have changed while the connection was opened. Has its own time limit. */
    getToken: () => Promise<AuthToken>
  }

/**
 * Connects, negotiates a version of Bolt, and authenticates. `timeout` is the limit, in milliseconds, for TCP, TLS and the handshake together.
 * @throws Neo4jError: the server's own error if it rejects the user; the connection is closed then
 */
export async function openConnection (options: OpenOptions): Promise<Connection> {
  const { clock, timeout, signal } = options
  const handshakeEnd = clock.now() + timeout
  const transport = await connect(options)
  let reason: Neo4jError | undefined
  let end = (error: Neo4jError): void => { abort(transport, error) }
  const giveUp = (error: Neo4jError): void => {
    reason ??= error
    end(error)
  }
  const onAbort = (): void => { giveUp(signal.reason as Neo4jError) }
  signal.addEventListener('abort', onAbort)
  try {
    const { capabilities, reply } = await inTime(handshake(transport, options), handshakeEnd - clock.now(), () => {
      giveUp(notAnswered('Bolt handshake', `${timeout} ms (connectionTimeout)`, options))
    }, clock)
    const connection = new Connection({ ...options, transport, capabilities })
    end = error => { connection.destroy(error) }
    if (reply !== undefined) transport.write(reply)
    await inTime(login(connection, options), options.loginTimeout, () => {
      giveUp(notAnswered('login', `${options.loginTimeout} ms (connectionAcquisitionTimeout)`, options))
    }, clock)
    connection.wasOpened = true
    return connection
  } catch (error) {
    throw reason ?? error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function notAnswered (what: string, limit: string, { address, errorCode }: OpenOptions): Neo4jError {
  return newError(`The server at ${address.toString()} accepted the connection, but did not finish the ${what} in ${limit}.`, errorCode)
}

/** Closes a transport that has no other listener, and notifies its listener. */
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
            throw newError(`The server at ${address} sent more than its answer to the handshake before it received a request.`, PROTOCOL_ERROR)
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

/** A server that closes the connection during the handshake cannot report the reason in Bolt. */
function transportLost (error: Neo4jError, { tls, clientIdentity, errorCode }: OpenOptions): Neo4jError {
  const reason = tls === undefined
    ? 'it may expect an encrypted connection (a scheme with +s or +ssc)'
    : clientIdentity === undefined ? 'it may ask for a client certificate' : 'it may not accept the client certificate'
  return newError(`${error.message} before the Bolt handshake was answered: ${reason}, or not be a Bolt server.`, errorCode, error)
}

/** HELLO and LOGON are sent together; before 5.1 there is only HELLO. */
async function login (connection: Connection, options: OpenOptions): Promise<void> {
  const { capabilities } = connection
  try {
    assertSupported(capabilities, { database: undefined, impersonatedUser: undefined, notificationFilter: options.hello.notificationFilter })
    const token = await options.getToken()
    connection.logsIn(token)
    const requests = [hello(capabilities, options.hello, token)]
    if (capabilities.logon) requests.push(logon(token))
    const replies = requests.map(message => {
      const reply = new Reply()
      // It has no other handler if the next message cannot be written.
      ignoreRejection(reply.promise)
      connection.request(message, reply)
      return reply.promise
    })
    connection.flush()
    await Promise.all(replies)
    // Bytes after the last response, in the same segment, may have closed the connection.
    connection.assertOpen()
  } catch (error) {
    connection.close(isNeo4jError(error) ? error : undefined)
    throw error
  }
}
