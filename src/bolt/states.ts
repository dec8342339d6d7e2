/**
 * The state of the server after its last response: specification page "Bolt server state". In `failed`, it ignores
 * everything but RESET; `closed` is the driver's own state, for a connection that has ended.
 */
export type ServerState =
  'connected' | 'authentication' | 'ready' | 'streaming' | 'txReady' | 'txStreaming' | 'failed' | 'closed'

/** Neo4j 5 treats RESET as an error while it processes one of these, and closes the connection. */
export const CHANGES_OF_TRANSACTION: ReadonlySet<string> = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])

type Transitions = Readonly<Record<string, ServerState>>

/** state → message → state after its SUCCESS. Other messages do not change the state. */
const AFTER_SUCCESS: Readonly<Record<ServerState, Transitions>> = {
  connected: { HELLO: 'authentication' },
  authentication: { LOGON: 'ready' },
  ready: { RUN: 'streaming', BEGIN: 'txReady', LOGOFF: 'authentication' },
  streaming: { PULL: 'ready', PULL_ALL: 'ready', DISCARD: 'ready', DISCARD_ALL: 'ready', RESET: 'ready' },
  txReady: { RUN: 'txStreaming', COMMIT: 'ready', ROLLBACK: 'ready', RESET: 'ready' },
  txStreaming: {
    PULL: 'txReady', PULL_ALL: 'txReady', DISCARD: 'txReady', DISCARD_ALL: 'txReady', COMMIT: 'ready', ROLLBACK: 'ready', RESET: 'ready'
  },
  failed: { RESET: 'ready' },
  closed: {}
}

/** @param hasMore whether the response to PULL or DISCARD says that records are left */
export function stateAfterSuccess (state: ServerState, message: string, hasMore: boolean): ServerState {
  return hasMore ? state : AFTER_SUCCESS[state][message] ?? state
}

/** Before Bolt 5.1, HELLO also authenticates the user. */
export function stateAfterLogin (state: ServerState, hasLogon: boolean): ServerState {
  return state === 'authentication' && !hasLogon ? 'ready' : state
}
