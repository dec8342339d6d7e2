import { assertAuthToken } from '../auth/token-manager.js'
import type { Connection } from '../bolt/connection.js'
import { type AccessMode } from '../bolt/messages.js'
import type { Capabilities } from '../bolt/versions.js'
import { isNeo4jError, newError } from '../error.js'
import type { ConnectionProvider, ConnectionRequest } from '../pool/provider.js'
import { withCallersStack } from '../session/stack.js'
import type { AuthToken } from '../types/auth-token.js'
import { ServerInfo } from '../types/server-info.js'

/** The codes by which a server says «wrong user or password». */
const REFUSALS = new Set([
  'Neo.ClientError.Security.CredentialsExpired',
  'Neo.ClientError.Security.Forbidden',
  'Neo.ClientError.Security.TokenExpired',
  'Neo.ClientError.Security.Unauthorized'
])

/** Has a server answer, and says which one it was. @throws Neo4jError */
export async function fetchServerInfo (provider: ConnectionProvider, database: string | undefined): Promise<ServerInfo> {
  for (;;) {
    const connection = await traced(provider.acquire(requestFor(database, 'READ')))
    try {
      // One that has just been opened has answered already.
      if (connection.wasUsed) await traced(connection.reset())
      const { address, agent, protocolVersion } = connection.serverInfo
      return new ServerInfo({ address, version: agent }, protocolVersion)
    } catch (error) {
      // One that lay idle may have died of that: it takes a new one to know about the server.
      if (connection.isOpen || !connection.wasUsed) throw error
    } finally {
      await provider.release(connection)
    }
  }
}

/** Whether the server lets that user in. @throws Neo4jError on everything but a refusal. */
export async function checkAuthentication (provider: ConnectionProvider, database: string | undefined, auth: AuthToken | undefined): Promise<boolean> {
  let connection: Connection | undefined
  try {
    connection = await traced(provider.acquire({ ...requestFor(database, 'READ'), auth: auth == null ? undefined : assertAuthToken(auth) }))
    if (!connection.capabilities.logon) {
      throw newError('Driver is connected to a database that does not support user switch.')
    }
    // One that has just been opened has logged the user in; one of another user's waits to do so with the next request.
    if (connection.wasUsed) {
      if (connection.isReady) connection.reauthenticate(connection.authToken as AuthToken)
      await traced(connection.reset())
    }
    return true
  } catch (error) {
    if (isNeo4jError(error) && REFUSALS.has(error.code)) return false
    throw error
  } finally {
    if (connection !== undefined) await provider.release(connection)
  }
}

/** What the server that serves reads can do. @throws Neo4jError */
export async function fetchCapabilities (provider: ConnectionProvider): Promise<Capabilities> {
  const connection = await traced(provider.acquire(requestFor(undefined, 'READ')))
  try {
    return connection.capabilities
  } finally {
    await provider.release(connection)
  }
}

/** Errors of connections are made where the server's answer is read: these get the stack of the one who asked. */
async function traced<T> (work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw withCallersStack(error as Error)
  }
}

function requestFor (database: string | undefined, mode: AccessMode): ConnectionRequest {
  return {
    mode, database, impersonatedUser: undefined, auth: undefined, bookmarks: async () => [], databaseResolved: () => {}
  }
}
