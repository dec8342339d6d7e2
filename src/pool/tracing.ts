import type { Connection } from '../bolt/connection.js'
import type { AccessMode } from '../bolt/messages.js'
import { peerOf } from '../bolt/peers.js'
import type { Neo4jError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import { connects, connectionsClosed, type Mutable, poolAcquires, poolLeaks, poolReleases } from '../tracing/channels.js'
import type { PoolAcquireTrace, PoolLeakEvent, TracedConnection, TracedPool } from '../tracing/payloads.js'
import { endTrace, startTrace, tracePromise } from '../tracing/trace.js'
import type { CloseReason } from './counters.js'
import type { Entry } from './entry.js'
import type { Lease, Purpose } from './lease.js'

/** A pool, as described in events. */
export interface TracedSource {
  readonly address: ServerAddress
  readonly traced: TracedPool
}

/** A report about a connection that may have leaked; see `LeakDetector`. */
type Leak = Omit<PoolLeakEvent, keyof TracedConnection | 'accessMode' | 'usedMs'> & { readonly connectionId: number, readonly mode: AccessMode, readonly ageMs: number }

/** Publishes the opening of a connection. */
export function traceConnect (source: TracedSource, work: () => Promise<Connection>): Promise<Connection> {
  const message = { ...ofConnection(source, undefined), peerAddress: undefined, peerPort: undefined, error: undefined }
  return tracePromise(connects, message, work, (message, { id, serverInfo }) => {
    const peer = peerOf(serverInfo)
    message.connectionId = id
    message.peerAddress = peer?.address
    message.peerPort = peer?.port
  })
}

/** Publishes a call that may have to wait for its connection. */
export function traceAcquire (source: TracedSource, purpose: Purpose, limit: Limit, work: () => Promise<Lease>): Promise<Lease> {
  const message = acquisition(source, purpose, undefined)
  return tracePromise(poolAcquires, message, async () => {
    try {
      return await work()
    } catch (error) {
      message.timedOut = limit.expired
      throw error
    }
  }, (message, { connectionId }) => { message.connectionId = connectionId })
}

/** Publishes a call that got its connection without waiting. */
export function traceAcquired (source: TracedSource, purpose: Purpose, { connectionId }: Lease): void {
  const message = acquisition(source, purpose, connectionId)
  startTrace(poolAcquires, message, () => {})
  endTrace(poolAcquires, message)
}

/** Publishes that a connection was returned or closed while lent. */
export function publishReleased (source: TracedSource, { connection, usedSince }: Entry, now: number): void {
  poolReleases.publish({ ...ofConnection(source, connection.id), usedMs: now - usedSince })
}

export function publishClosed (source: TracedSource, { id }: Connection, reason: CloseReason, error: Neo4jError): void {
  connectionsClosed.publish({ ...ofConnection(source, id), reason, error })
}

export function publishLeak (source: TracedSource, { kind, connectionId, mode, database, query, ageMs, thresholdMs, borrowedAt }: Leak): void {
  poolLeaks.publish({ ...ofConnection(source, connectionId), kind, database, accessMode: mode, query, usedMs: ageMs, thresholdMs, borrowedAt })
}

function acquisition (source: TracedSource, { database, mode }: Purpose, connectionId: number | undefined): Mutable<PoolAcquireTrace> {
  return { ...ofConnection(source, connectionId), database, accessMode: mode, timedOut: false, error: undefined }
}

function ofConnection ({ address, traced }: TracedSource, connectionId: number | undefined): Mutable<TracedConnection> {
  return { pool: traced, serverAddress: address.host(), serverPort: address.port(), connectionId }
}
