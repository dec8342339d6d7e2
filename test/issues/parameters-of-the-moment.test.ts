import type { Driver } from '../../src/driver/driver.js'
import { type BoltServer, failure, query, request, type Responder, success } from '../../src/testing/script/index.js'
import { play } from '../helpers/play.js'
import { rowsServer } from '../helpers/rows-server.js'

/** Every kind of container that a parameter may be changed in after run(). */
const containers: Record<string, () => { value: unknown, change: () => void, sent: unknown }> = {
  'a number': () => { const p = { v: 0n }; return { value: p, change: () => { p.v = 7n }, sent: { v: 0n } } },
  'a list': () => { const v = [0n]; return { value: { v }, change: () => { v[0] = 7n; v.push(8n) }, sent: { v: [0n] } } },
  'a map in a list in a map': () => { const inner = { x: 0n }; return { value: { v: { rows: [inner] } }, change: () => { inner.x = 7n }, sent: { v: { rows: [{ x: 0n }] } } } },
  'a Map': () => { const v = new Map([['x', 0n]]); return { value: { v }, change: () => { v.set('x', 7n) }, sent: { v: [['x', 0n]] } } },
  'a Set': () => { const v = new Set([0n]); return { value: { v }, change: () => { v.add(7n) }, sent: { v: [0n] } } },
  bytes: () => { const v = new Int8Array([0]); return { value: { v }, change: () => { v[0] = 7 }, sent: { v: new Int8Array([0]) } } },
  'a typed array': () => { const v = new Float64Array([0.5]); return { value: { v }, change: () => { v[0] = 7 }, sent: { v: [0.5] } } },
  'an added key': () => { const p: Record<string, unknown> = { v: 0n }; return { value: p, change: () => { p.more = 7n; delete p.v }, sent: { v: 0n } } },
  'an iterable': () => { const items = [0n]; return { value: { v: { * [Symbol.iterator] () { yield * items } } }, change: () => { items[0] = 7n }, sent: { v: [0n] } } },
  'a map without prototype': () => { const v = Object.assign(Object.create(null), { x: 0n }); return { value: { v }, change: () => { v.x = 7n }, sent: { v: { x: 0n } } } },
  'what a getter gives': () => { let n = 0n; return { value: { get v () { return n } }, change: () => { n = 7n }, sent: { v: 0n } } },
  "an instance's property": () => { class P { x = 0n }; const v = new P(); return { value: { v }, change: () => { v.x = 7n }, sent: { v: { x: 0n } } } }
}

/** The parameters of every RUN. */
const sent = (server: BoltServer): unknown[] => server.received.flat().filter(({ name }) => name === 'RUN').map(({ fields }) => fields[1])

/** Ways to run a query; each gives the promise of its end, and has called run() when it returns. */
const ways: Record<string, (driver: Driver, parameters: unknown) => Promise<unknown>> = {
  'session.run': async (driver, parameters) => await driver.session().run('RETURN $v', parameters),
  'a query object': async (driver, parameters) => await driver.session().run({ text: 'RETURN $v', parameters }),
  'executeQuery': async (driver, parameters) => await driver.executeQuery('RETURN $v', parameters),
  'a transaction that has not begun': async (driver, parameters) => {
    const tx = driver.session().beginTransaction()
    const result = tx.run('RETURN $v', parameters)
    await result
    await tx.commit()
  }
}

describe.each(Object.keys(ways))('parameters of %s', way => {
  for (const state of ['cold', 'warm', 'busy'] as const) {
    it.each(Object.keys(containers))(`are those of the moment of run(), on a ${state} driver: %s`, async name => {
      const { value, change, sent: expected } = containers[name]()
      const server = await play(rowsServer(), async driver => {
        if (state === 'warm') await driver.session().run('RETURN 1')
        const others = state === 'busy' ? [driver.session().run('RETURN 1').then(() => {})] : []
        const work = ways[way](driver, value)
        change()
        await Promise.all([work, ...others])
      }, { config: { maxConnectionPoolSize: 1 } })
      expect(sent(server).at(-1)).toEqual(expected)
    })
  }
})

it('8 runs with one reused object on a pool of 3 send what it was at each', async () => {
  const parameters = { i: 0, list: [0] }
  const server = await play(rowsServer(), async driver => {
    const runs: Array<Promise<unknown>> = []
    for (let i = 0; i < 8; i++) {
      parameters.i = i
      parameters.list[0] = i
      runs.push(driver.session().run('RETURN $i', parameters).then(() => {}))
    }
    await Promise.all(runs)
  }, { config: { maxConnectionPoolSize: 3 } })
  const all = sent(server) as Array<{ i: number, list: number[] }>
  expect(all.map(({ i }) => Number(i)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  for (const { i, list } of all) expect(list).toEqual([i])
})

describe('the second try of a query that had to wait for its connection', () => {
  const again = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })

  it.each(Object.keys(containers))('sends what the first one sent: %s', async name => {
    const { value, change, sent: expected } = containers[name]()
    const server = await play([request('RUN'), again, query([])], async driver => {
      const session = driver.session()
      const done = session.run('RETURN $v', value).then(() => {})
      change()
      await done
      await session.close()
    })
    expect(sent(server)).toEqual([expected, expected])
  })

  it('of a transaction function runs the function anew', async () => {
    let tries = 0
    const answer: Responder = ({ name }) => {
      if (name === 'COMMIT' && ++tries === 1) return failure('Neo.TransientError.General.X', 'again')
      return name === 'RUN' ? success({ fields: [] }) : ['BEGIN', 'PULL', 'COMMIT', 'ROLLBACK'].includes(name) ? success() : undefined
    }
    const server = await play(answer, async driver => {
      const parameters = { i: 0 }
      await driver.session().executeWrite(async tx => { parameters.i++; await tx.run('RETURN $i', parameters) })
    })
    expect((sent(server) as Array<{ i: number }>).map(({ i }) => Number(i))).toEqual([1, 2])
  })
})
