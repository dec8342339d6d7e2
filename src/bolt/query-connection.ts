import type { ServerInfo } from '../types/server-info.js'
import type { Message } from './messages.js'
import type { ResponseHandler } from './response-handler.js'
import type { Capabilities } from './versions.js'

/** What a query needs of the connection that it runs on. */
export interface QueryConnection {
  readonly capabilities: Capabilities
  readonly serverInfo: ServerInfo
  /** The query that was sent last, as the stream of its records: the server needs no number for that one. */
  readonly lastQuery: object | undefined
  /** To be called with each query that is sent on it. */
  querySent: (stream: object, text: string) => void
  /** @throws Neo4jError if the connection is closed or no longer the holder's, or a value has no form in PackStream */
  request: (message: Message, handler: ResponseHandler) => void
  flush: () => void
}
