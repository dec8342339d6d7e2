import type { ServerInfo } from '../types/server-info.js'
import type { Message } from './messages.js'
import type { ResponseHandler } from './response-handler.js'
import type { Capabilities } from './versions.js'

/** The operations of a connection that a query needs. */
export interface QueryConnection {
  readonly capabilities: Capabilities
  readonly serverInfo: ServerInfo
  /** The stream of the query that was sent last: requests about it need no query id. */
  readonly lastQuery: object | undefined
  /** Must be called for each query that is sent. */
  querySent: (stream: object, text: string) => void
  /** @throws Neo4jError if the connection is closed or was returned, or a value cannot be represented in PackStream */
  request: (message: Message, handler: ResponseHandler) => void
  flush: () => void
}
