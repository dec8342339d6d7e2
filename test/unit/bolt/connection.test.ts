import { COMMIT, hello, logon, type Message, pull, RESET, run } from '../../../src/bolt/messages.js'
import { Reply } from '../../../src/bolt/response-handler.js'
import { newError } from '../../../src/error.js'
import { int } from '../../../src/types/integer.js'
import { recorder, type Stage, stageConnection } from '../../helpers/connection.js'
import { settle } from '../../helpers/fake-clock.js'
import { bytesOf, chunked, server, stream } from '../../helpers/wire.js'

const RUN = (stage: Stage, parameters = {}): Message => run(stage.capabilities, 'RETURN 1', parameters)
const HELLO = (stage: Stage): Message => hello(stage.capabilities, { userAgent: '', boltAgent: {}, routingContext: undefined, notificationFilter: undefined }, {} as never)
const PULL = (stage: Stage): Message => pull(stage.capabilities, 1000, -1)

/** The server answers HELLO. */
function welcome (stage: Stage, metadata: object): ReturnType<typeof recorder> {
  const handler = recorder('HELLO')
  stage.connection.request(HELLO(stage), handler)
  stage.connection.flush()
  stage.say(server.success(metadata))
  return handler
}

describe('requests', () => {
  it('leave together when flushed, and are answered in their order', () => {
    const stage = stageConnection()
    const [first, second] = [recorder('RUN'), recorder('PULL')]
    stage.connection.request(RUN(stage), first)
    stage.connection.request(PULL(stage), second)
    expect(stage.sent()).toEqual([])
    stage.connection.flush()
    expect(stage.sent()).toEqual([['RUN', 'PULL']])
    stage.say(server.success({ fields: ['n'] }), server.record([1]), server.record(['x']), server.success({ type: 'r' }))
    expect(first.calls).toEqual([['RUN success', { fields: ['n'] }]])
    expect(second.calls).toEqual([['PULL record', [int(1)]], ['PULL record', ['x']], ['PULL success', { type: 'r' }]])
    expect(stage.connection.isReady).toBe(true)
  })

  it('are not sent twice, and nothing is sent without any', () => {
    const stage = stageConnection()
    stage.connection.flush()
    stage.connection.request(RUN(stage), recorder())
    stage.connection.flush()
    stage.connection.flush()
    expect(stage.sent()).toEqual([['RUN']])
  })

  it('go to another buffer while the last one is still on its way', () => {
    const stage = stageConnection()
    stage.transport.hasLeft = false
    for (let i = 0; i < 3; i++) {
      stage.connection.request(RUN(stage, { i }), recorder())
      stage.connection.flush()
    }
    expect(stage.requests().map(({ fields }) => fields[1])).toEqual([{ i: 0 }, { i: 1 }, { i: 2 }])
  })

  it.each([
    ['5.8', [[{ n: 1000n }], [{ n: 1000n }], [{ n: 1000n, qid: 2n }], [{ n: 1000n }], [{ n: -1n }], [{ n: 70_000n }], [{ n: 1000n }]]],
    ['3.0', [[], [], [], [], [], [], []]]
  ])('for records say how many, and of which query, however often they are repeated: Bolt %s', (version, expected) => {
    const stage = stageConnection(version)
    for (const [n, queryId] of [[1000, -1], [1000, -1], [1000, 2], [1000, -1], [-1, -1], [70_000, -1], [1000, -1]]) {
      stage.connection.request(pull(stage.capabilities, n, queryId), recorder())
      stage.connection.flush()
    }
    expect(stage.requests().map(({ fields }) => fields)).toEqual(expected)
  })

  it('for records are whole wherever the buffer ends between them', () => {
    for (let length = 960; length <= 1030; length++) {
      const stage = stageConnection()
      stage.connection.request(PULL(stage), recorder())
      stage.connection.request(run(stage.capabilities, 'x'.repeat(length), {}), recorder())
      for (let i = 0; i < 3; i++) stage.connection.request(PULL(stage), recorder())
      stage.connection.flush()
      expect(stage.requests().map(({ name }) => name)).toEqual(['PULL', 'RUN', 'PULL', 'PULL', 'PULL'])
    }
  })

  it('stay in order over thousands that are never all answered', () => {
    const stage = stageConnection()
    const answers: number[] = []
    for (let i = 0; i < 5000; i++) {
      stage.connection.request(RESET, { ...recorder(), onSuccess: () => { answers.push(i) } })
      if (i > 10) stage.say(server.success())
    }
    expect(answers).toEqual(Array.from({ length: 4989 }, (_, i) => i))
    expect(stage.connection.isReady).toBe(false)
  })

  it('with a value that has no form are not sent, and the error says where it is', () => {
    const stage = stageConnection()
    stage.connection.request(RUN(stage), recorder())
    expect(() => { stage.connection.request(RUN(stage, { rows: [{ ok: 1 }, { name: () => 1 }] }), recorder()) })
      .toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining('$rows[1].name') }))
    stage.connection.request(PULL(stage), recorder())
    stage.connection.flush()
    expect(stage.sent()).toEqual([['RUN', 'PULL']])
  })

  it('on a closed connection are refused with the reason', () => {
    const stage = stageConnection()
    stage.transport.close(newError('the reason', 'ServiceUnavailable'))
    expect(() => { stage.connection.request(RESET, recorder()) }).toThrow('the reason')
  })
})

describe('a failure', () => {
  it('makes the connection send RESET at once, and what was sent behind it is ignored', async () => {
    const stage = stageConnection()
    const [first, second] = [recorder(), recorder()]
    stage.connection.request(RUN(stage), first)
    stage.connection.request(PULL(stage), second)
    stage.connection.flush()
    stage.sent()
    stage.say(server.failure('Neo.ClientError.Statement.SyntaxError', 'what?', stage.capabilities))
    expect(stage.sent()).toEqual([['RESET']])
    expect(stage.connection.state).toBe('failed')
    stage.say(server.ignored(), server.success())
    expect(first.calls).toEqual([['failure', 'Neo.ClientError.Statement.SyntaxError', 'what?']])
    expect(second.calls).toEqual(first.calls)
    expect(stage.connection.isReady).toBe(true)
    await settle()
    expect(stage.clock.pending).toBe(0)
  })

  it('passes the owner once', () => {
    const stage = stageConnection()
    stage.connection.request(RUN(stage), recorder())
    stage.connection.request(PULL(stage), recorder())
    stage.say(server.failure('Neo.ClientError.X', 'x', stage.capabilities), server.ignored(), server.success())
    expect(stage.translated).toHaveLength(1)
  })

  it('in several requests is told to each with its own', () => {
    const stage = stageConnection()
    const handlers = [recorder(), recorder()]
    stage.connection.request(RUN(stage), handlers[0])
    stage.say(server.failure('A', 'a', stage.capabilities), server.success())
    stage.connection.request(RUN(stage), handlers[1])
    stage.say(server.failure('B', 'b', stage.capabilities), server.success())
    expect(handlers.map(({ calls }) => calls)).toEqual([[['failure', 'A', 'a']], [['failure', 'B', 'b']]])
  })

  it.each<[string, (stage: Stage) => Message]>([
    ['HELLO', HELLO], ['LOGON', () => logon({ scheme: 'none' } as never)], ['RESET', () => RESET]])('of %s closes the connection', (_, message) => {
    const stage = stageConnection()
    const [first, second] = [recorder(), recorder()]
    stage.connection.request(message(stage), first)
    stage.connection.request(RUN(stage), second)
    stage.say(server.failure('Neo.ClientError.Security.Unauthorized', 'go away', stage.capabilities))
    expect(stage.connection.isOpen).toBe(false)
    expect(stage.transport.isDestroyed).toBe(true)
    expect(stage.closed).toHaveLength(1)
    expect([first.calls, second.calls]).toEqual(Array(2).fill([['failure', 'Neo.ClientError.Security.Unauthorized', 'go away']]))
  })

  it('from Bolt 5.7 on brings its GQL status', () => {
    const stage = stageConnection('5.7')
    const reply = new Reply()
    stage.connection.request(RUN(stage), reply)
    stage.say(server.any(0x7f, { neo4j_code: 'Neo.ClientError.X', message: 'm', gql_status: '22N01', description: 'd', diagnostic_record: { _classification: 'CLIENT_ERROR' }, cause: { message: 'c', gql_status: '22G03', description: 'cd' } }))
    return expect(reply.promise).rejects.toMatchObject({
      code: 'Neo.ClientError.X',
      gqlStatus: '22N01',
      classification: 'CLIENT_ERROR',
      diagnosticRecord: { OPERATION: '', OPERATION_CODE: '0', CURRENT_SCHEMA: '/', _classification: 'CLIENT_ERROR' },
      cause: { gqlStatus: '22G03', message: 'c' }
    })
  })
})

describe('RESET', () => {
  it('is sent once for all callers', async () => {
    const stage = stageConnection()
    const resets = [stage.connection.reset(), stage.connection.reset()]
    expect(stage.sent()).toEqual([['RESET']])
    stage.say(server.success())
    await Promise.all(resets)
    await stage.clock.advance(100_000)
    expect(stage.connection.isReady).toBe(true)
  })

  it('that is not answered in time closes the connection', async () => {
    const stage = stageConnection()
    const reset = stage.connection.reset()
    reset.catch(() => {})
    await stage.clock.advance(999)
    expect(stage.connection.isOpen).toBe(true)
    await stage.clock.advance(1)
    await expect(reset).rejects.toMatchObject({ code: 'ServiceUnavailable', message: 'The server at db:7687 did not answer RESET in 1000 ms.' })
    expect(stage.transport.isDestroyed).toBe(true)
    expect(stage.clock.pending).toBe(0)
  })

  it('that is ignored closes the connection', async () => {
    const stage = stageConnection()
    const reset = stage.connection.reset()
    stage.say(server.ignored())
    await expect(reset).rejects.toMatchObject({ code: 'ProtocolError' })
    expect(stage.connection.isOpen).toBe(false)
  })
})

describe('messages out of place', () => {
  const outOfPlace: Array<[name: string, message: Uint8Array, error: string]> = [
    ['SUCCESS', server.success(), 'although no request was pending'], ['RECORD', server.record([1]), 'although no request was pending'],
    ['FAILURE', server.failure('X'), 'although no request was pending'], ['IGNORED', server.ignored(), 'although nothing had failed']
  ]

  it.each(outOfPlace)('%s, though nothing was asked', (_, message, error) => {
    const stage = stageConnection('6.1')
    stage.say(message)
    expect(stage.connection.isOpen).toBe(false)
    expect(stage.transport.isDestroyed).toBe(true)
    expect(stage.translated.at(-1)).toMatchObject({ code: 'ProtocolError', message: expect.stringContaining(error) })
  })

  const unreadable: Array<[name: string, message: Uint8Array]> = [
    ['an unknown tag', server.any(0x55, {})], ['a request', server.any(0x10, 'RETURN 1', {}, {})], ['bytes left over', Buffer.concat([server.success(), bytesOf('00')])],
    ['no structure', bytesOf('a0 70')], ['one byte', bytesOf('b1')], ['two bytes', bytesOf('b170')], ['SUCCESS with two maps', server.any(0x70, {}, {})],
    ['SUCCESS without a map', server.any(0x70)], ['SUCCESS with a list', server.any(0x70, [])], ['SUCCESS with null', server.any(0x70, null)], ['FAILURE with text', server.any(0x7f, 'oh')],
['RECORD with a map', server.any(0x71, {})], ['a truncated record', server.record(['some text']).subarray(0, 6)], ['an unknown structure', bytesOf('b1 71 91 b1 01 01')],
    ['an unknown marker', bytesOf('b1 71 91 c7')]
  ]

  it.each(unreadable)('%s closes the connection, and all waiting callers are told', (_, message) => {
    const stage = stageConnection('6.1')
    const handlers = [recorder(), recorder()]
    for (const handler of handlers) stage.connection.request(RUN(stage), handler)
    stage.say(message)
    expect(stage.connection.isOpen).toBe(false)
    expect(stage.transport.isDestroyed).toBe(true)
    for (const { calls } of handlers) expect(calls).toEqual([['failure', 'ProtocolError', expect.any(String)]])
    expect(stage.closed).toHaveLength(1)
  })

  it('cut at every byte are not messages', () => {
    const whole = server.record([1, 'text', 1.5, { a: [null, true] }, 'x'.repeat(20), 100_000])
    for (let size = 3; size < whole.length; size++) {
      const stage = stageConnection('6.1')
      const handler = recorder()
      stage.connection.request(RUN(stage), handler)
      stage.say(whole.subarray(0, size))
      expect(handler.calls).toEqual([['failure', 'ProtocolError', expect.any(String)]])
    }
  })

  it('that a handler can not make sense of close the connection, and it is told', () => {
    const stage = stageConnection()
    const handlers = [recorder(), recorder()]
    stage.connection.request(RUN(stage), { ...handlers[0], onSuccess: () => { throw new TypeError('no idea') } })
    stage.connection.request(RUN(stage), handlers[1])
    stage.say(server.success())
    for (const { calls } of handlers) expect(calls).toEqual([['failure', 'ProtocolError', expect.stringContaining('could not be read: no idea')]])
    expect(stage.transport.isDestroyed).toBe(true)
  })

  it('a record for a request that brings none', () => {
    const stage = stageConnection()
    const reply = new Reply()
    stage.connection.request(COMMIT, reply)
    stage.say(server.record([1]))
    expect(stage.connection.isOpen).toBe(false)
    return expect(reply.promise).rejects.toMatchObject({ code: 'ProtocolError', message: expect.stringContaining('brings none') })
  })
})

describe('the end', () => {
  it('comes politely, with GOODBYE', () => {
    const stage = stageConnection()
    const handler = recorder()
    stage.connection.request(RUN(stage), handler)
    stage.connection.flush()
    stage.connection.close()
    expect(stage.sent()).toEqual([['RUN'], ['GOODBYE']])
    expect(stage.transport.isEnded).toBe(true)
    expect(handler.calls).toEqual([['failure', 'ServiceUnavailable', 'The connection was closed by the driver.']])
    stage.connection.close()
    expect(stage.closed).toHaveLength(1)
  })

  it('comes without a word when the connection is lost', () => {
    const stage = stageConnection()
    const handlers = [recorder(), recorder()]
    for (const handler of handlers) stage.connection.request(RUN(stage), handler)
    stage.transport.close()
    for (const { calls } of handlers) expect(calls).toEqual([['failure', 'ServiceUnavailable', 'Connection was closed by server']])
    expect(stage.closed).toEqual([stage.connection])
  })

  it('may come at any byte of an answer', () => {
    const answer = stream(server.success({ fields: ['n'] }), server.record([1]), server.success({}))
    for (let size = 0; size < answer.length; size++) {
      const stage = stageConnection()
      const [first, second] = [recorder(), recorder()]
      stage.connection.request(RUN(stage), first)
      stage.connection.request(PULL(stage), second)
      stage.transport.feed(answer.subarray(0, size))
      stage.transport.close()
      expect(second.calls.at(-1)).toEqual(['failure', 'ServiceUnavailable', expect.any(String)])
      expect(first.calls).toHaveLength(1)
      expect(stage.connection.isOpen).toBe(false)
    }
  })
})

describe('bytes', () => {
  it('may be cut anywhere', () => {
    const answer = Buffer.concat([
      bytesOf('0000'), chunked(server.success({ fields: ['n'] }), 3), chunked(server.record([1, 'some longer text', [1.5]]), 5), bytesOf('0000 0000'),
      chunked(server.record([{ a: 1 }, 'x'.repeat(30), null])), chunked(server.success({ type: 'r' }), 1)
    ])
    const play = (feed: (stage: Stage) => void): unknown => {
      const stage = stageConnection('6.1')
      const handlers = [recorder('RUN'), recorder('PULL')]
      stage.connection.request(RUN(stage), handlers[0])
      stage.connection.request(PULL(stage), handlers[1])
      feed(stage)
      expect(stage.connection.isReady).toBe(true)
      return handlers.map(({ calls }) => calls)
    }
    const whole = play(({ transport }) => { transport.feed(answer) })
    expect(whole).toEqual([[['RUN success', { fields: ['n'] }]], [['PULL record', [int(1), 'some longer text', [1.5]]], ['PULL record', [{ a: int(1) }, 'x'.repeat(30), null]], ['PULL success', { type: 'r' }]]])
    expect(play(({ transport }) => { for (const byte of answer) transport.feed(Uint8Array.of(byte)) })).toEqual(whole)
    for (let cut = 1; cut < answer.length; cut++) expect(play(({ transport }) => { transport.feedCut(answer, cut) })).toEqual(whole)
  })

  it('of records larger than any buffer arrive', () => {
    const stage = stageConnection('6.1')
    const handler = recorder()
    const text = 'äx'.repeat(200_000)
    stage.connection.request(PULL(stage), handler)
    stage.transport.feed(Buffer.concat([chunked(server.record([text, 1]), 8000), chunked(server.record([2]))]))
    expect(handler.calls).toEqual([['record', [text, int(1)]], ['record', [int(2)]]])
  })
})

describe('what the server tells of itself', () => {
  it('is known after HELLO', () => {
    const stage = stageConnection()
    welcome(stage, { server: 'Neo4j/5.26.0', connection_id: 'bolt-7', hints: { 'telemetry.enabled': true, 'ssr.enabled': true } })
    expect(stage.connection).toMatchObject({ telemetryEnabled: true, serverSideRouting: true })
    expect(stage.connection.serverInfo).toMatchObject({ address: 'db:7687', agent: 'Neo4j/5.26.0' })
    expect(stage.transport.idle).toBeUndefined()
    stage.connection.close()
    expect(stage.log.join()).toContain('[bolt-7] C: GOODBYE')
  })

  it.each([{}, { hints: null }, { hints: {} }, { hints: { 'telemetry.enabled': 'yes', 'connection.recv_timeout_seconds': null } }])('may be little: %j', metadata => {
    const stage = stageConnection()
    welcome(stage, metadata)
    expect(stage.connection).toMatchObject({ telemetryEnabled: false, serverSideRouting: false })
    expect(stage.transport.idle).toBeUndefined()
  })

  it.each(['integer', 'number', 'bigint'] as const)('may be how long it will be silent at most, with integers as %s', integers => {
    const stage = stageConnection('5.8', integers)
    const handler = recorder()
    welcome(stage, { hints: { 'connection.recv_timeout_seconds': 5 } })
    expect(stage.transport.idle?.milliseconds).toBe(5000)
    stage.transport.idle?.callback()
    expect(stage.connection.isOpen).toBe(true)
    stage.connection.request(RUN(stage), handler)
    stage.transport.idle?.callback()
    expect(stage.connection.isOpen).toBe(true) // it has not been sent yet
    stage.connection.flush()
    stage.transport.idle?.callback()
    expect(handler.calls).toEqual([['failure', 'ServiceUnavailable', "Connection lost. Server didn't respond in 5000ms (db:7687)"]])
    expect(stage.transport.isDestroyed).toBe(true)
  })

  it.each([0, -1, 1.5, 'soon'])('is not believed if it can not be: %p', hint => {
    const stage = stageConnection()
    welcome(stage, { hints: { 'connection.recv_timeout_seconds': hint } })
    expect(stage.transport.idle).toBeUndefined()
    expect(stage.log.join()).toContain('invalid connection receive timeout value')
  })

  it.each([{ patch_bolt: 5 }, { patch_bolt: {} }, { server: 5, connection_id: [] }, { hints: [] }])('is passed over where it makes no sense: %j', metadata => {
    const stage = stageConnection('4.4')
    expect(welcome(stage, metadata).calls).toEqual([['HELLO success', expect.anything()]])
    expect(stage.connection.isOpen).toBe(true)
    expect(stage.connection.serverInfo.agent).toBeUndefined()
    expect(stage.connection.capabilities.utc).toBe(false)
    stage.connection.close()
    expect(stage.log.join()).toContain('[] C: GOODBYE')
  })

  it('may be that it sends date-times as UTC', () => {
    const stage = stageConnection('4.4')
    welcome(stage, { patch_bolt: ['utc'] })
    expect(stage.connection.capabilities.utc).toBe(true)
  })
})

describe('the debug log', () => {
  it('shows both sides, without parameters, values or secrets', () => {
    const stage = stageConnection()
    stage.connection.request(logon({ scheme: 'basic', principal: 'neo4j', credentials: 'secret-1' }), recorder())
    stage.connection.request(RUN(stage, { pin: 'secret-2' }), recorder())
    stage.connection.request(PULL(stage), recorder())
    stage.connection.request(COMMIT, recorder())
    stage.say(server.success(), server.success({ fields: ['n'] }), server.record(['secret-3']), server.success({ bookmark: 'b1' }), server.failure('Neo.X', 'why', stage.capabilities), server.success())
    const log = stage.log.join('\n')
    expect(log).not.toContain('secret')
    for (const part of ['C: LOGON', 'C: RUN RETURN 1', 'C: PULL', 'S: SUCCESS', 'S: RECORD', 'S: FAILURE', 'C: RESET']) expect(log).toContain(part)
  })

  it('shows parameters and values if the user wants it, but never secrets', () => {
    const stage = stageConnection('5.8', 'integer', true)
    stage.connection.request(logon({ scheme: 'basic', credentials: 'secret-1' }), recorder())
    stage.connection.request(RUN(stage, { pin: 'value-2' }), recorder())
    stage.connection.request(PULL(stage), recorder())
    stage.say(server.success(), server.success({ fields: ['n'] }), server.record(['value-3']))
    const log = stage.log.join('\n')
    expect(log).not.toContain('secret')
    expect(log).toContain('value-2')
    expect(log).toContain('value-3')
  })
})
