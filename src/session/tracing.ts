import { AsyncResource } from 'node:async_hooks'
import type { AccessMode } from '../bolt/messages.js'
import { peerOf } from '../bolt/peers.js'
import { isString } from '../assert.js'
import { type Mutable, queries, retries, transactionBegins, transactions } from '../tracing/channels.js'
import type { QueryTrace, TracedApi, TracedWork, TransactionTrace } from '../tracing/payloads.js'
import { endTrace, failTrace, startTrace, tracePromise } from '../tracing/trace.js'
import type { QueryRun } from './query-run.js'
import { TELEMETRY_API, type TracingSettings } from './session-context.js'

/** A session, as described in the messages of its work. */
interface TracedSession {
  readonly tracing: TracingSettings
  readonly database: string | undefined
}

/** The origin of a query. */
export interface QueryOrigin {
  readonly context: TracedSession
  readonly mode: AccessMode
  /** One of {@link TELEMETRY_API}. */
  readonly api: number
  readonly transactionId: number | undefined
  readonly attempt: number
  readonly querySummary: string | undefined
}

/** Asked when the query is sent and when it has ended: by then it may have been retried, or the name of its database is known. */
interface TracedRunner {
  origin: () => QueryOrigin
}

/** Publishes a query. Its end is published before its readers are notified, in the asynchronous context of the caller. */
export function traceQuery (run: QueryRun, runner: TracedRunner, send: () => void): void {
  const origin = runner.origin()
  const { text, parameters } = run.query()
  const message: Mutable<QueryTrace> = {
    query: text,
    querySummary: origin.querySummary,
    isParameterized: Object.keys(parameters).length > 0,
    parameters: origin.context.tracing.parameters ? parameters : undefined,
    ...tracedWork(origin.context, origin.mode),
    api: apiName(origin.api, origin.mode),
    attempt: origin.attempt,
    transactionId: origin.transactionId,
    peerAddress: undefined,
    peerPort: undefined,
    summary: undefined,
    recordCount: undefined,
    error: undefined
  }
  startTrace(queries, message, () => {
    run.scope = new AsyncResource('neobolt.query')
    void run.stream.ended.then(() => { endQuery(message, run, runner.origin()) })
    send()
  })
}

function endQuery (message: Mutable<QueryTrace>, run: QueryRun, { context, attempt }: QueryOrigin): void {
  const { outcome, recordCount, server } = run.stream
  const peer = server === undefined ? undefined : peerOf(server)
  message.attempt = attempt
  message.database = context.database ?? message.database
  message.peerAddress = peer?.address
  message.peerPort = peer?.port
  message.recordCount = recordCount
  if (outcome === undefined || outcome.kind === 'failed') {
    failTrace(queries, message, outcome?.error)
    return
  }
  const summary = message.summary = run.describe(outcome.metadata, context.tracing.parameters)
  message.database = summary.database.name ?? message.database
  endTrace(queries, message)
}

/** Publishes a transaction function. `work` updates `attempt` of the message. */
export function traceTransaction<T> (
  context: TracedSession, mode: AccessMode, api: number, querySummary: string | undefined, work: (message: Mutable<TransactionTrace>) => Promise<T>
): Promise<T> {
  const message: Mutable<TransactionTrace> = {
    querySummary,
    ...tracedWork(context, mode),
    api: apiName(api, mode) as TransactionTrace['api'],
    transactionId: nextTransactionId(),
    attempt: 1,
    error: undefined
  }
  const nameDatabase = (): void => { message.database = context.database ?? message.database }
  return tracePromise(transactions, message, () => work(message).finally(nameDatabase), () => {})
}

export function publishRetry ({ context, mode, api, transactionId, attempt }: Omit<QueryOrigin, 'querySummary'>, error: unknown, delayMs: number): void {
  retries.publish({ ...tracedWork(context, mode), api: apiName(api, mode), transactionId, attempt, error, delayMs })
}

/** The metadata of a transaction, including those added by subscribers. */
export function metadataWithTrace (context: TracedSession, mode: AccessMode, own: object | null): object | null {
  const metadata: Record<string, string> = {}
  transactionBegins.publish({ ...tracedWork(context, mode), metadata })
  const added = Object.entries(metadata).filter(([, value]) => isString(value))
  return added.length === 0 ? own : { ...Object.fromEntries(added), ...own }
}

let lastTransactionId = 0

/** Assigned to every transaction, even without subscribers: it is only a number. */
export function nextTransactionId (): number {
  return ++lastTransactionId
}

function tracedWork ({ tracing, database }: TracedSession, accessMode: AccessMode): TracedWork {
  return { database, serverAddress: tracing.serverAddress, serverPort: tracing.serverPort, accessMode }
}

function apiName (api: number, mode: AccessMode): TracedApi {
  switch (api) {
    case TELEMETRY_API.autoCommit: return 'run'
    case TELEMETRY_API.explicitTransaction: return 'beginTransaction'
    case TELEMETRY_API.executeQuery: return 'executeQuery'
    default: return mode === 'READ' ? 'executeRead' : 'executeWrite'
  }
}
