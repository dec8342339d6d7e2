import { markAsAnswer } from '../../../src/error-origin.js'
import { newError } from '../../../src/error.js'
import type { QueryConnection } from '../../../src/bolt/query-connection.js'
import { RecordStream } from '../../../src/bolt/record-stream.js'
import { capabilitiesOf, type Capabilities } from '../../../src/bolt/versions.js'
import { ServerInfo } from '../../../src/types/server-info.js'

interface Scene { stream: RecordStream, requests: string[], told: string[] }

const answer = markAsAnswer(newError('of the server', 'Neo.ClientError.X'))
const ignored = newError('ignored')
const reason = newError('the work was given up')
const lost = newError('connection lost')

/** A stream, the requests that it sends, and what its owner is told. */
function newStream (): Scene {
  const requests: string[] = []
  const told: string[] = []
  const stream = new RecordStream({
    streamStarted: () => { told.push('started') },
    streamCompleted: () => { told.push('completed') },
    streamFailed: () => { told.push('failed') },
    mayRestart: () => { told.push('asked for a restart'); return false }
  }, 10)
  return { stream, requests, told }
}

function send ({ stream, requests }: Scene): void {
  const connection: QueryConnection = {
    capabilities: capabilitiesOf(5, 8) as Capabilities,
    serverInfo: new ServerInfo({ address: 'db:7687' }),
    lastQuery: stream,
    querySent: () => {},
    request: ({ name }) => { requests.push(name) },
    flush: () => {}
  }
  stream.start(connection, 'RETURN 1', {})
}

const messages: Record<string, (stream: RecordStream) => void> = {
  RECORD: stream => { stream.onRecord([1]) },
  'SUCCESS of RUN': stream => { stream.onSuccess({ fields: ['n'] }) },
  'SUCCESS with more': stream => { stream.onSuccess({ has_more: true }) },
  'SUCCESS at the end': stream => { stream.onSuccess({ type: 'r' }) },
  FAILURE: stream => { stream.onFailure(answer) },
  IGNORED: stream => { stream.onFailure(ignored) }
}

const to = (...steps: Array<(scene: Scene) => void>) => (): Scene => {
  const scene = newStream()
  for (const step of steps) step(scene)
  return scene
}
const accept = ({ stream }: Scene): void => { stream.onSuccess({ fields: ['n'] }) }
const pause = ({ stream }: Scene): void => { stream.onRecord([1]); stream.onSuccess({ has_more: true }) }
const finish = ({ stream }: Scene): void => { stream.finish('the test ended it') }
const complete = ({ stream }: Scene): void => { stream.onSuccess({ type: 'r' }) }
const fail = ({ stream }: Scene): void => { stream.fail(lost) }
const interrupt = ({ stream }: Scene): void => { stream.interrupt(reason) }

const states: Record<string, () => Scene> = {
  waiting: to(),
  running: to(send),
  streaming: to(send, accept),
  paused: to(send, accept, pause),
  'discarding the rest': to(send, accept, pause, finish),
  completed: to(send, accept, complete),
  'cut short': to(send, accept, pause, finish, complete),
  failed: to(send, accept, fail),
  'failed before it was sent': to(fail),
  'interrupted while waiting': to(interrupt),
  'interrupted while running': to(send, interrupt),
  'interrupted while streaming': to(send, accept, interrupt),
  'interrupted while paused': to(send, accept, pause, interrupt),
  'interrupted when completed': to(send, accept, complete, interrupt),
  'interrupted when failed': to(send, accept, fail, interrupt),
  'interrupted when cut short': to(send, accept, pause, finish, complete, interrupt)
}

/** What becomes of a stream, in the order of `messages`. */
const table: Record<string, string[]> = {
  waiting: Array(6).fill('waiting') as string[],
  running: ['ProtocolError', 'streaming', 'streaming', 'streaming', 'failed: of the server', 'failed: ignored'],
  streaming: ['streaming', 'completed', 'paused', 'completed', 'failed: of the server', 'failed: ignored'],
  paused: ['ProtocolError', 'paused', 'paused', 'paused', 'failed: of the server', 'failed: ignored'],
  'discarding the rest': ['streaming', 'cutShort', 'streaming', 'cutShort', 'failed: of the server', 'failed: ignored'],
  'interrupted while running': ['ProtocolError', 'streaming', 'streaming', 'streaming', 'failed: of the server', 'failed: the work was given up'],
  'interrupted while streaming': ['streaming', 'completed', 'failed: the work was given up', 'completed', 'failed: of the server', 'failed: the work was given up']
}
const over: Record<string, string> = {
  completed: 'completed',
  'cut short': 'cutShort',
  failed: 'failed: connection lost',
  'failed before it was sent': 'failed: connection lost',
  'interrupted while waiting': 'failed: the work was given up',
  'interrupted while paused': 'failed: the work was given up',
  'interrupted when completed': 'completed',
  'interrupted when failed': 'failed: connection lost',
  'interrupted when cut short': 'cutShort'
}

function describeState ({ state, outcome }: RecordStream): string {
  if (outcome === undefined) return state
  expect(state).toBe('ended')
  return outcome.kind === 'failed' ? `failed: ${outcome.error.message}` : outcome.kind
}

it('the tables are about every state', () => {
  expect([...Object.keys(table), ...Object.keys(over)].sort()).toEqual(Object.keys(states).sort())
})

describe.each(Object.entries(table))('a stream that is %s', (state, expected) => {
  it.each(Object.keys(messages).map((message, i) => [message, expected[i]]))('gets %s: %s', (message, after) => {
    const { stream } = states[state]()
    let result: string
    try {
      messages[message](stream)
      result = describeState(stream)
    } catch (error) {
      result = (error as { code: string }).code
    }
    expect(result).toBe(after)
  })
})

const events: Record<string, (stream: RecordStream, scene: Scene) => void> = {
  ...messages,
  finish: stream => { stream.finish('somebody') },
  readToEnd: stream => { stream.readToEnd() },
  interrupt: stream => { stream.interrupt(newError('again')) },
  fail: stream => { stream.fail(newError('again')) },
  start: (_, scene) => { send(scene) }
}

describe.each(Object.entries(over))('a stream that is over, %s,', (state, outcome) => {
  it.each(Object.keys(events))('takes nothing and sends nothing when it gets %s', async event => {
    const scene = states[state]()
    const { stream, requests, told } = scene
    const before = { outcome: stream.outcome, keys: stream.keys, requests: [...requests], told: [...told] }
    events[event](stream, scene)
    expect(describeState(stream)).toBe(outcome)
    expect({ outcome: stream.outcome, keys: stream.keys, requests, told }).toEqual(before)
    expect(stream.outcome).toBe(before.outcome)
    await Promise.all([stream.started, stream.ended])
  })
})

it.each(Object.entries(states))('the owner of a stream that is %s hears of one end at most', (_, make) => {
  for (const first of Object.values(messages)) {
    const { stream, told } = make()
    try { first(stream) } catch { /* the connection would be closed */ }
    stream.fail(lost)
    for (const message of Object.values(messages)) message(stream)
    expect(told.filter(event => event === 'completed' || event === 'failed')).toHaveLength(1)
    expect(told.filter(event => event === 'started').length).toBeLessThanOrEqual(1)
  }
})
