import { abortError, onAbort } from '../abort.js'
import { assertAuthToken } from '../auth/token-manager.js'
import type { Capabilities } from '../bolt/versions.js'
import { isAnswer } from '../error-origin.js'
import { isRefusal, SERVICE_UNAVAILABLE } from '../error-codes.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import { asNeo4jError } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import { type ConnectionProvider, type ConnectionRequest, ownRequest } from '../pool/connection-provider.js'
import { withCallersStack } from '../session/stack.js'
import { phaseOfWait } from '../session/start-work.js'
import type { AuthToken } from '../types/auth-token.js'
import { ServerInfo } from '../types/server-info.js'

/** Makes a server respond. @returns its address and version @throws Neo4jError if none responds */
export async function fetchServerInfo (provider: ConnectionProvider, database: string | undefined, signal: AbortSignal | undefined): Promise<ServerInfo> {
  return await withConnection(provider, ownRequest(database), signal, async (lease, limit) => {
    // A new connection has already received a response.
    if (!lease.isNew) await expectAnswer(lease, limit)
    const { address, agent, protocolVersion } = lease.serverInfo
    return new ServerInfo({ address, version: agent }, protocolVersion)
  })
}

/** Whether the server accepts the user. @throws Neo4jError for every error but a rejection */
export async function checkAuthentication (
  provider: ConnectionProvider, database: string | undefined, auth: AuthToken | undefined, signal: AbortSignal | undefined
): Promise<boolean> {
  const request = ownRequest(database, auth == null ? undefined : assertAuthToken(auth))
  try {
    return await withConnection(provider, request, signal, async (lease, limit) => {
      if (!lease.capabilities.logon) throw newError('Driver is connected to a database that does not support user switch.')
      // A new connection has already authenticated the user.
      if (!lease.isNew) {
        lease.confirmUser()
        await expectAnswer(lease, limit)
      }
      return true
    })
  } catch (error) {
    if (isNeo4jError(error) && isRefusal(error)) return false
    throw error
  }
}

/** The capabilities of a server that serves reads. @throws Neo4jError if none can be reached */
export async function fetchCapabilities (provider: ConnectionProvider): Promise<Capabilities> {
  return await withConnection(provider, ownRequest(undefined), undefined, async ({ capabilities }) => capabilities)
}

/** Errors of connections are created where the response is read, so they get the caller's stack here. */
async function withConnection<T> (
  provider: ConnectionProvider, request: ConnectionRequest, signal: AbortSignal | undefined, work: (lease: Lease, limit: Limit) => Promise<T>
): Promise<T> {
  const limit = provider.newLimit()
  let lease: Lease | undefined
  const stopListening = signal && onAbort(signal, () => {
    limit.cancel(lease === undefined ? abortError(signal, phaseOfWait(limit), 'notSent') : abortError(signal, 'run', 'rolledBack'))
    lease?.abandon()
  })
  try {
    if (signal?.aborted === true) throw abortError(signal, 'queue', 'notSent')
    for (;;) {
      lease = await provider.acquire(request, [], limit)
      try {
        return await work(lease, limit)
      } catch (error) {
        limit.throwIfCancelled()
        // A connection may have died while idle: only a new one shows the state of the server.
        if (lease.isNew || lease.isOpen || isAnswer(error as Error) || limit.expired) throw error
      } finally {
        await limit.wait(Promise.resolve(lease.release()), () => noAnswer(limit)).catch(() => {})
        lease = undefined
      }
    }
  } catch (error) {
    throw withCallersStack(asNeo4jError(error))
  } finally {
    stopListening?.()
  }
}

/** Waits for a response. A connection without a response within the limit is closed, so that the next caller does not wait for it. */
async function expectAnswer (lease: Lease, limit: Limit): Promise<void> {
  await limit.wait(lease.reset(), () => {
    const error = noAnswer(limit)
    lease.destroy(error)
    return error
  })
}

function noAnswer (limit: Limit): Neo4jError {
  return newError(`The server did not answer in ${limit.timeout} ms (connectionAcquisitionTimeout).`, SERVICE_UNAVAILABLE)
}
