import type { Connection } from '../bolt/connection.js'
import { peerOf } from '../bolt/peers.js'
import type { Neo4jError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import { connects, connectionsClosed, type Mutable, poolAcquires, poolLeaks, poolReleases } from '../tracing/channels.js'
import type { PoolAcquireTrace, TracedConnection, TracedPool } from '../tracing/payloads.js'
import { endTrace, startTrace, tracePromise } from '../tracing/trace.js'
import type { Leak } from './leaks.js'
import type { Lease, Purpose } from './lease.js'

/** A pool, as far as its events tell of it. */
interface Source {
  readonly address: ServerAddress
  readonly traced: TracedPool
}

/** Publishes what becomes of the opening of a connection. */
export function traceConnect (source: Source, work: () => Promise<Connection>): Promise<Connection> {
  const message = { ...ofConnection(source, undefined), peerAddress: undefined, peerPort: undefined, error: undefined }
  return tracePromise(connects, message, work, (message, { id, serverInfo }) => {
    const peer = peerOf(serverInfo)
    message.connectionId = id
    message.peerAddress = peer?.address
    message.peerPort = peer?.port
  })
}

/** Publishes what becomes of a call that may have to wait for its connection. */
export function traceAcquire (source: Source, purpose: Purpose, limit: Limit, work: () => Promise<Lease>): Promise<Lease> {
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

/** Publishes that a call has got its connection without waiting. */
export function traceAcquired (source: Source, purpose: Purpose, { connectionId }: Lease): void {
  const message = acquisition(source, purpose, connectionId)
  startTrace(poolAcquires, message, () => {})
  endTrace(poolAcquires, message)
}

export function publishReleased (source: Source, { id }: Connection, usedMs: number): void {
  poolReleases.publish({ ...ofConnection(source, id), usedMs })
}

export function publishLeak (source: Source, { kind, connectionId, database, mode, query, ageMs, thresholdMs, borrowedAt }: Leak): void {
  poolLeaks.publish({ ...ofConnection(source, connectionId), kind, database, accessMode: mode, query, usedMs: ageMs, thresholdMs, borrowedAt })
}

export function publishClosed (source: Source, { id }: Connection, error: Neo4jError): void {
  connectionsClosed.publish({ ...ofConnection(source, id), error })
}

function acquisition (source: Source, { database, mode }: Purpose, connectionId: number | undefined): Mutable<PoolAcquireTrace> {
  return { ...ofConnection(source, connectionId), database, accessMode: mode, timedOut: false, error: undefined }
}

function ofConnection ({ address, traced }: Source, connectionId: number | undefined): Mutable<TracedConnection> {
  return { pool: traced, serverAddress: address.host(), serverPort: address.port(), connectionId }
}
