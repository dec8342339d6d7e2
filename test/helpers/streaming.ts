import type { Connection, ConnectionParts } from '../../src/bolt/connection.js'
import type { QueryConnection } from '../../src/bolt/query-connection.js'
import { RecordStream, type StreamOwner } from '../../src/bolt/record-stream.js'
import { QueryRun } from '../../src/session/query-run.js'
import { Result } from '../../src/session/result.js'
import type { Record } from '../../src/types/record.js'
import { type Stage, stageConnection } from './connection.js'
import { settle } from './fake-clock.js'
import { server } from './wire.js'

export interface Streaming extends Stage {
  stream: RecordStream
  /** What the stream's owner was told. */
  events: string[]
  result: Result
  run: QueryRun
  restart: { allowed: boolean }
  /** The connection as its holder gives it to queries. */
  holder: QueryConnection
}

/** As a lease does it: remembers which query was sent last. */
export function holderOf (connection: Connection): QueryConnection {
  let lastQuery: object | undefined
  return {
    capabilities: connection.capabilities,
    serverInfo: connection.serverInfo,
    get lastQuery () { return lastQuery },
    querySent: stream => { lastQuery = stream },
    request: (message, handler) => { connection.request(message, handler) },
    flush: () => { connection.flush() }
  }
}

/** A query that waits for a connection. */
export function stageStream (fetchSize = 10, version = '5.8', parts: Partial<ConnectionParts> = {}): Streaming {
  const stage = stageConnection(version, 'integer', false, parts)
  const events: string[] = []
  const restart = { allowed: false }
  const owner: StreamOwner = {
    streamStarted: () => { events.push('started') },
    streamCompleted: () => { events.push(`completed${stage.connection.isReady ? ', ready' : ''}`) },
    streamFailed: (_, error) => { events.push(`failed: ${error.message}`) },
    mayRestart: () => restart.allowed
  }
  const stream = new RecordStream(owner, fetchSize)
  const run = new QueryRun({ text: 'RETURN 1', parameters: {} }, stream)
  return { ...stage, stream, events, restart, run, result: new Result(run), holder: holderOf(stage.connection) }
}

/** Sends the query. */
export function send (stage: Streaming): void {
  stage.stream.start(stage.holder, 'RETURN 1', {})
  stage.connection.flush()
}

/** A query that was sent; the server has not answered yet. */
export function startStream (fetchSize = 10, version = '5.8', before: (stream: RecordStream) => void = () => {}, parts: Partial<ConnectionParts> = {}): Streaming {
  const stage = stageStream(fetchSize, version, parts)
  before(stage.stream)
  send(stage)
  return stage
}

/** Another query on the same connection. */
export function startSecond (stage: Streaming, fetchSize: number): RecordStream {
  const second = new RecordStream({ streamStarted () {}, streamCompleted () {}, streamFailed () {}, mayRestart: () => false }, fetchSize)
  second.start(stage.holder, 'RETURN 2', {})
  stage.connection.flush()
  return second
}

/** Records of one number each. */
export const numbers = (from: number, to: number): Uint8Array[] => Array.from({ length: to - from }, (_, i) => server.record([from + i]))
export const keys = server.success({ fields: ['n'], qid: 0 })
export const more = server.success({ has_more: true })
export const end = server.success({ type: 'r', db: 'neo4j' })
export const valueOf = (record: Record): number => Number(record.get(0))

/** What was sent since the last time, each request with its settings. */
export function pulls (stage: Stage): string[] {
  return stage.requests().map(({ name, fields }) => [name, ...Object.entries((fields[0] ?? {}) as object).map(([key, value]) => `${key} ${String(value)}`)].join(' '))
}

/**
 * Plays a server that has so many rows and sends what it is asked for, until it is asked for nothing more.
 * @param pause lets readers work between the messages
 * @param sent so many rows were sent before
 */
export async function serve (stage: Streaming, rows: number, pause: () => Promise<void> = async () => {}, sent = 0): Promise<void> {
  const say = async (message: Uint8Array): Promise<void> => {
    stage.say(message)
    await pause()
  }
  await settle()
  for (let requests = stage.requests(); requests.length > 0; requests = stage.requests()) {
    for (const { name, fields } of requests) {
      if (name === 'RUN') await say(keys)
      if (name === 'PULL') {
        const n = Number((fields[0] as { n: bigint }).n)
        const upTo = n < 0 ? rows : Math.min(rows, sent + n)
        for (; sent < upTo; sent++) await say(numbers(sent, sent + 1)[0])
        await say(sent < rows ? more : end)
      }
      if (name === 'DISCARD') await say(end)
    }
    await settle()
  }
}
