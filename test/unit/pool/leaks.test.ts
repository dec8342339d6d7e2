import { Logger, type LogLevel } from '../../../src/log.js'
import { newError } from '../../../src/error.js'
import type { Lease } from '../../../src/pool/lease.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, beginOn, type PoolStage, READING, stagePool } from './stage-pool.js'

const HERE = '    at borrower (program.js:1:1)'

async function lend (): Promise<PoolStage & Awaited<ReturnType<PoolStage['lendNew']>> & { log: Array<[LogLevel, string]> }> {
  const log: Array<[LogLevel, string]> = []
  const pools = stagePool({ log: Logger.create({ logging: { level: 'info', logger: (level, message) => { log.push([level, message]) } } }) })
  return { ...pools, ...await pools.lendNew(), log }
}

describe('a connection that is lent for longer than leakDetectionThreshold', () => {
  it('is told of once, and again when it comes back', async () => {
    const { lease, clock, log } = await lend()
    lease.warnAfter(2000, HERE)
    lease.querySent({}, 'MATCH (n)\nRETURN n')
    await clock.advance(1999)
    expect(log).toEqual([])
    await clock.advance(8001)
    expect(log).toEqual([['warn', 'Connection 1 to db:7687 has not been returned for 2000 ms (leakDetectionThreshold) for READ on the home database ' +
      '("MATCH (n)\\nRETURN n"): is a session or a transaction left open? It was borrowed:\n' + HERE]])
    await lease.release()
    expect(log.slice(1)).toEqual([['info', 'Connection 1 to db:7687, reported as a possible leak, was returned after 10000 ms for READ on the home database ("MATCH (n)\\nRETURN n").']])
    expect(clock.pending).toBe(0)
  })

  it('is told of again when it is closed', async () => {
    const { lease, stage, clock, log } = await lend()
    lease.warnAfter(2000, HERE)
    await clock.advance(2000)
    stage.transport.close()
    await lease.release()
    expect(log.map(([level, text]) => [level, text.split(' for READ')[0]])).toEqual([
      ['warn', 'Connection 1 to db:7687 has not been returned for 2000 ms (leakDetectionThreshold)'],
      ['info', 'Connection 1 to db:7687, reported as a possible leak, was closed after 2000 ms']
    ])
  })

  it.each<[string, (lease: Lease, pools: PoolStage) => unknown]>([
    ['is given back before', async lease => { await lease.release() }],
    ['is lost before', (_, { stages }) => { stages[0].transport.close() }],
    ['belongs to a driver that is closed before', (_, { pool }) => { pool.close(newError('closed')) }]
  ])('is not told of if it %s', async (_, end) => {
    const { lease, log, ...pools } = await lend()
    lease.warnAfter(2000, HERE)
    await pools.clock.advance(1999)
    await end(lease, pools)
    expect(pools.clock.pending).toBe(0)
    await pools.clock.advance(10_000)
    expect(log).toEqual([])
  })

  it('is nobody else’s when it is lent again', async () => {
    const { lease, clock, pool, log } = await lend()
    lease.warnAfter(2000, HERE)
    await clock.advance(1500)
    await lease.release()
    lease.warnAfter(100, HERE)
    const next = pool.tryAcquire(READING, ALICE)
    await clock.advance(10_000)
    expect(log).toEqual([])
    await next?.release()
  })

  it('is one that is lent, not one that is still being reset', async () => {
    const { lease, stage, clock, log } = await lend()
    lease.warnAfter(500, HERE)
    beginOn(lease, stage)
    const released = lease.release()
    await clock.advance(900)
    stage.say(server.success())
    await released
    await settle()
    expect(log).toEqual([])
  })
})
