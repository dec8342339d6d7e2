import { authTokenManagers } from '../../../src/auth/token-manager.js'
import type { Driver } from '../../../src/driver/driver.js'
import type { Config } from '../../../src/driver/options.js'
import type { ManagedTransaction } from '../../../src/session/managed-transaction.js'
import {
  BoltServer, close, failure, perConnection, query, record, repeat, request, type Script, type ServerOptions, success, until
} from '../../../src/testing/script/index.js'
import { connectAccelerated, namesOn, play } from '../../helpers/play.js'
import { unhandledIn } from '../../helpers/unhandled.js'

const piecesOf = (server: BoltServer, ...wanted: string[]): number => new Set(server.received[0].filter(({ name }) => wanted.includes(name)).map(({ piece }) => piece)).size
const begin = [request('BEGIN'), success()]
const commit = [request('COMMIT'), success({ bookmark: 'b:1' })]
const hint = (hints: object): ServerOptions => ({ auto: { HELLO: success({ server: 'Neo4j/5.26.0', connection_id: 'bolt-1', hints }) } })

describe('what leaves together', () => {
  it('is HELLO and LOGON, and RUN and PULL', async () => {
    const server = await play(query(['n']), async driver => { await driver.session().run('RETURN 1') })
    expect(piecesOf(server, 'HELLO', 'LOGON')).toBe(1)
    expect(piecesOf(server, 'RUN', 'PULL')).toBe(1)
  })

  it('is BEGIN, RUN and PULL of executeQuery', async () => {
    const script = [request('BEGIN'), request('RUN'), request('PULL'), success(), success({ fields: ['n'] }), record([1]), success(), commit]
    const server = await play(script, async driver => {
      expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
    })
    expect(piecesOf(server, 'BEGIN', 'RUN', 'PULL')).toBe(1)
  })
})

describe('a transaction function', () => {
  it('is tried again on a fresh transaction after transient errors', async () => {
    const failing = [begin, request('RUN'), failure('Neo.TransientError.General.DatabaseUnavailable', 'later')]
    let calls = 0
    await play([failing, failing, begin, query(['n'], [[1]]), commit], async driver => {
      const session = driver.session()
      expect(await session.executeWrite(async tx => { calls++; return (await tx.run('RETURN 1')).records.length })).toBe(1)
      expect(session.lastBookmarks()).toEqual(['b:1'])
      // The pauses take milliseconds here: on a busy machine, RESET may be answered later, and the next try would open a connection.
    }, { config: { maxConnectionPoolSize: 1 } })
    expect(calls).toBe(3)
  })

  it('is tried again when the connection is lost before the commit', async () => {
    await play(perConnection([begin, request('RUN'), close()], [begin, query(['n']), commit]), async driver => {
      await driver.session().executeWrite(async tx => await tx.run('RETURN 1'))
    })
  })

  it('is not tried again when the connection is lost during the commit, which may have happened', async () => {
    let calls = 0
    const server = await play([begin, query(['n']), request('COMMIT'), close()], async driver => {
      const work = driver.session().executeWrite(async tx => { calls++; await tx.run('CREATE ()') })
      await expect(work).rejects.toMatchObject({ code: 'ServiceUnavailable', retriable: false, message: expect.stringContaining('not known whether') })
    })
    expect(calls).toBe(1)
    expect(server.connections).toHaveLength(1)
  })

  it('is not tried again after an error that stays', async () => {
    const server = await play([begin, request('RUN'), failure('Neo.ClientError.Statement.SyntaxError', 'what?')], async driver => {
      await expect(driver.session().executeRead(async tx => await tx.run('RETRUN'))).rejects.toMatchObject({ code: 'Neo.ClientError.Statement.SyntaxError' })
    })
    expect(namesOn(server).filter(name => name === 'BEGIN')).toHaveLength(1)
  })

  it('rolls back when the user\'s code throws, and the user gets that error', async () => {
    const server = await play([begin, query(['n']), request('ROLLBACK'), success()], async driver => {
      await expect(driver.session().executeWrite(async tx => { await tx.run('RETURN 1'); throw new RangeError('mine') })).rejects.toThrow(RangeError)
    })
    expect(namesOn(server)).not.toContain('COMMIT')
  })

  it('gives up when the time is over, and tells of the earlier failures', async () => {
    const failing = [begin, request('RUN'), failure('Neo.TransientError.General.X', 'later')]
    await play(repeat(failing), async driver => {
      const error = await driver.session().executeRead(async tx => await tx.run('RETURN 1')).catch((error: unknown) => error)
      expect(error).toMatchObject({ code: 'Neo.TransientError.General.X', suppressed: expect.any(Array) })
      expect((error as { suppressed: unknown[] }).suppressed.length).toBeGreaterThan(0)
    }, { config: { maxTransactionRetryTime: 2000 } })
  })
})

describe('a transaction function with pipelineBegin', () => {
  const together = [request('BEGIN'), request('RUN'), request('PULL')]
  const answers = [success(), success({ fields: ['n'] }), record([1]), success()]
  const one = async (tx: ManagedTransaction): Promise<number> => (await tx.run('RETURN 1')).records.length

  it.each(['executeRead', 'executeWrite'] as const)('sends BEGIN together with the first query: %s', async method => {
    const server = await play([together, answers, commit], async driver => {
      expect(await driver.session()[method](one, { pipelineBegin: true })).toBe(1)
    })
    expect(piecesOf(server, 'BEGIN', 'RUN', 'PULL')).toBe(1)
  })

  it('is tried again when BEGIN fails with an error that may pass, as the first query shows', async () => {
    const refusal = failure('Neo.TransientError.General.DatabaseUnavailable', 'later')
    let calls = 0
    await play([request('BEGIN'), refusal, together, answers, commit], async driver => {
      expect(await driver.session().executeWrite(async tx => { calls++; return await one(tx) }, { pipelineBegin: true })).toBe(1)
    })
    expect(calls).toBe(2)
  })

  it('commits when it ran no query, and rolls back when it threw before it ran one', async () => {
    await play([request('BEGIN'), success(), commit, request('BEGIN'), success(), request('ROLLBACK'), success()], async driver => {
      const session = driver.session()
      expect(await session.executeRead(() => 'nothing', { pipelineBegin: true })).toBe('nothing')
      await expect(session.executeRead(() => { throw new RangeError('mine') }, { pipelineBegin: true })).rejects.toThrow(RangeError)
    })
  })

  it('may take its time before the first query, whatever the server says of its own silence', async () => {
    await play([together, answers, commit], async driver => {
      await driver.verifyConnectivity()
      const slow = async (tx: ManagedTransaction): Promise<number> => {
        await new Promise(resolve => setTimeout(resolve, 1500))
        return await one(tx)
      }
      expect(await driver.session().executeRead(slow, { pipelineBegin: true })).toBe(1)
    }, hint({ 'connection.recv_timeout_seconds': 1 }))
  })

  it('refuses what is neither true nor false', async () => {
    await play([], async driver => {
      const work = (): unknown => driver.session().executeRead(one, { pipelineBegin: 'yes' as unknown as boolean })
      expect(work).toThrow(new TypeError('config.pipelineBegin expected to be true or false but was: "yes"'))
    })
  })
})

describe('an auto-commit query', () => {
  const idempotent = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })

  it('is sent again, once, if the server says that it has done nothing', async () => {
    await play([request('RUN', 'CREATE ()'), idempotent, request('RUN', 'CREATE ()'), request('PULL'), success({ fields: [] }), success()], async driver => {
      await driver.session().run('CREATE ()')
    })
    await play([request('RUN'), idempotent, request('RUN'), idempotent], async driver => {
      await expect(driver.session().run('CREATE ()')).rejects.toMatchObject({ message: 'nothing was done' })
    })
  })

  it.each<[string, Config, Script]>([
    ['the user does not want that', { disableAutoCommitRetries: true }, idempotent],
    ['the server does not say so', {}, failure('Neo.TransientError.General.X', 'nothing was done')]
  ])('is not sent again if %s', async (_, config, answer) => {
    await play([request('RUN'), answer], async driver => {
      await expect(driver.session().run('CREATE ()')).rejects.toMatchObject({ message: 'nothing was done' })
    }, { config })
  })

  it('gives its connection back while its records are unread', async () => {
    const server = await play([query(['n'], [[1]]), query(['n'], [[2]])], async driver => {
      const first = driver.session().run('RETURN 1')
      await first.summary()
      await driver.session().run('RETURN 2')
    })
    expect(server.connections).toHaveLength(1)
  })

  it('that is left unread holds back what is more than one fetch, and close() throws it away', async () => {
    const script = [request('RUN'), request('PULL', { n: 2 }), success({ fields: ['n'] }), record([1]), record([2]), success({ has_more: true }), request('DISCARD'), success()]
    await play(script, async (driver, server) => {
      const session = driver.session({ fetchSize: 2 })
      session.run('UNWIND range(1, 1000) AS n RETURN n')
      await server.waitFor('PULL')
      await session.close()
    })
  })
})

describe('telemetry', () => {
  const used: Array<[api: number, name: string, work: (driver: Driver) => Promise<unknown>]> = [
    [0, 'executeRead', async driver => await driver.session().executeRead(async tx => await tx.run('RETURN 1'))],
    [1, 'beginTransaction', async driver => { const tx = await driver.session().beginTransaction(); await tx.run('RETURN 1'); await tx.commit() }],
    [2, 'session.run', async driver => await driver.session().run('RETURN 1')],
    [3, 'executeQuery', async driver => await driver.executeQuery('RETURN 1')]
  ]
  const anything = ({ name }: { name: string }): Script | undefined => ['BEGIN', 'RUN', 'PULL', 'COMMIT'].includes(name) ? success({ fields: [] }) : undefined

  it.each(used)('says %d for %s, if the server wants to know', async (api, _, work) => {
    const server = await BoltServer.start(anything, hint({ 'telemetry.enabled': true }))
    const driver = connectAccelerated(server.uri)
    await work(driver)
    await driver.close()
    expect(server.received[0].filter(({ name }) => name === 'TELEMETRY').map(({ fields }) => fields)).toEqual([[BigInt(api)]])
    await server.close()
  })

  it.each<[string, ServerOptions, Config]>([
    ['the server does not want it', hint({}), {}], ['the user does not want it', hint({ 'telemetry.enabled': true }), { telemetryDisabled: true }],
    ['the version has none', { ...hint({ 'telemetry.enabled': true }), version: '5.3' }, {}]
  ])('says nothing if %s', async (_, options, config) => {
    const server = await BoltServer.start(anything, options)
    const driver = connectAccelerated(server.uri, undefined, config)
    for (const [, , work] of used) await work(driver)
    await driver.close()
    expect(namesOn(server)).not.toContain('TELEMETRY')
    await server.close()
  })

  it('is sent once for all attempts of a transaction function', async () => {
    const failing = [begin, request('RUN'), failure('Neo.TransientError.General.X', 'later')]
    const server = await play([failing, begin, query(['n']), commit], async driver => {
      await driver.session().executeRead(async tx => await tx.run('RETURN 1'))
    }, hint({ 'telemetry.enabled': true }))
    expect(namesOn(server).filter(name => name === 'TELEMETRY')).toHaveLength(1)
  })
})

describe('the token manager', () => {
  it.each(['HELLO', 'LOGON'] as const)('is told when one is refused on %s, and the work is done with the next', async message => {
    let tokens = 0
    const manager = authTokenManagers.bearer({ tokenProvider: async () => ({ token: { scheme: 'bearer', credentials: `token-${++tokens}` } as never }) })
    const refused = [...(message === 'LOGON' ? [request('HELLO'), success({ server: 'Neo4j/5.26.0' })] : []), request(message), failure('Neo.ClientError.Security.TokenExpired', 'too old')]
    const version = message === 'HELLO' ? '5.0' : '5.8'
    const server = await BoltServer.start(perConnection(refused, [begin, query(['n']), commit]), { version })
    const driver = connectAccelerated(server.uri, manager)
    await driver.session().executeRead(async tx => await tx.run('RETURN 1'))
    expect(tokens).toBe(2)
    await driver.close()
    await server.assertDone()
    await server.close()
  })
})

it('a session\'s own user that is refused does not concern the driver\'s tokens', async () => {
  const refused: string[] = []
  const manager = { getToken: () => ({ scheme: 'bearer', credentials: 'driver' }), handleSecurityException: (token: { credentials: string }) => { refused.push(token.credentials); return true } }
  const server = await BoltServer.start([request('LOGON'), failure('Neo.ClientError.Security.Unauthorized', 'who?')])
  const driver = connectAccelerated(server.uri, manager as never)
  await expect(driver.session({ auth: { scheme: 'bearer', credentials: 'own' } as never }).run('RETURN 1')).rejects.toMatchObject({ retriable: false })
  await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ retriable: true })
  expect(refused).toEqual(['driver'])
  await driver.close()
  await server.close()
})

it('a token manager is asked again when a connection must be replaced by one of another user: what it said may be old by then', async () => {
  let asked = 0
  const manager = { getToken: () => ({ scheme: 'bearer', credentials: `token ${++asked}` }), handleSecurityException: () => false }
  const server = await BoltServer.start(perConnection(query(['n']), query(['n'])), { version: '5.0' })
  const driver = connectAccelerated(server.uri, manager as never)
  await driver.session().run('RETURN 1')
  await driver.session().run('RETURN 1')
  expect(server.received.map(([hello]) => hello.fields[0])).toEqual([
    expect.objectContaining({ credentials: 'token 1' }), expect.objectContaining({ credentials: 'token 3' })])
  await driver.close()
  await server.close()
})

describe('a token that can not be sent', () => {
  it('fails the work, and nothing else', async () => {
    const server = await BoltServer.start(query(['n']))
    const driver = connectAccelerated(server.uri, { scheme: 'custom', credentials: (() => 1) as never })
    expect(await unhandledIn(async () => {
      await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ message: expect.stringContaining('Unable to pack') })
      await new Promise(resolve => { setTimeout(resolve, 20) })
    })).toEqual([])
    await driver.close()
    await server.close()
  })
})

describe('closing', () => {
  it('a session has the server forget its open transaction', async () => {
    const server = await play([begin, request('RESET'), success()], async driver => {
      const session = driver.session()
      const tx = await session.beginTransaction()
      await session.close()
      expect(tx.isOpen()).toBe(false)
    })
    expect(namesOn(server)).not.toContain('COMMIT')
  })

  it('a driver ends work under way with an error', async () => {
    let release = (): void => {}
    const held = new Promise<void>(resolve => { release = resolve })
    const server = await BoltServer.start([request('RUN'), until(held)])
    const driver = connectAccelerated(server.uri)
    const result = driver.session().run('RETURN 1').then(() => 'done', (error: Error) => error.message)
    await server.waitFor('RUN')
    await driver.close()
    expect(await result).toMatch(/closed/)
    release()
    await server.close()
  })
})

describe('a signal', () => {
  it('that is aborted already keeps executeQuery from running', async () => {
    const server = await play([], async driver => {
      await expect(driver.executeQuery('CREATE ()', {}, { signal: AbortSignal.abort(new Error('enough')) }))
        .rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: new Error('enough') })
    })
    expect(server.received).toEqual([])
  })
})
