import * as fc from 'fast-check'
import type { BatchOutcome } from '../../src/batch-outcome.js'
import type { BatchConfig } from '../../src/bulk/batch-config.js'
import { range } from '../helpers/batches.js'
import { ModelServer } from './model-server.js'
import { type Direction, FaultProxy } from './proxy.js'
import { workThrough } from './through-proxy.js'

const ROWS = 60

/** Where each connection is cut, one after the other; the later ones are left alone. */
interface Cuts { direction: Direction, at: number }

const cuts: fc.Arbitrary<Cuts[]> = fc.array(
  fc.record({ direction: fc.constantFrom<Direction>('toServer', 'toClient'), at: fc.integer({ min: 100, max: 900 }) }), { minLength: 1, maxLength: 8 })

const configs: fc.Arbitrary<BatchConfig<number>> = fc.record({
  batchSize: fc.integer({ min: 1, max: 20 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  laneKey: fc.constantFrom(undefined, (row: number) => row % 5)
})

let server: ModelServer
/** How many connections were lost in a test. */
let lost: number

beforeEach(async () => {
  lost = 0
  server = await ModelServer.listen({ version: [5, 6] })
})
afterEach(async () => {
  await server.close()
  expect(lost).toBeGreaterThan(25)
})

/** How often each row is committed. */
function commits (): number[] {
  const counts = new Array<number>(ROWS).fill(0)
  for (const rows of server.writes.keys()) for (const row of rows as number[]) counts[row]++
  return counts
}

async function withCuts (cuts: Cuts[], work: Parameters<typeof workThrough>[2]): Promise<void> {
  server.writes.clear()
  const proxy = await FaultProxy.start(server.port)
  proxy.plan = number => cuts[number] === undefined ? undefined : { faults: [{ kind: 'cut', ...cuts[number] }] }
  try {
    await workThrough(proxy, JSON.stringify(cuts), work)
  } finally {
    lost += proxy.struck
    await proxy.close()
  }
}

/** What is said to be committed is, once; what is said to have failed is not, unless its commit is in doubt. */
function expectTrue ({ rows, failed, committedUpTo }: BatchOutcome, read: number): void {
  const counts = commits()
  const said = new Array<number | undefined>(read).fill(1)
  for (const { from, to, error } of failed) said.fill((error as { outcome?: string }).outcome === 'unknown' ? undefined : 0, from, to)
  said.forEach((count, row) => { if (count !== undefined) expect([row, counts[row]]).toEqual([row, count]) })
  expect(rows).toBe(said.filter(count => count === 1).length)
  const firstGap = said.findIndex(count => count !== 1)
  expect(committedUpTo).toBe(firstGap < 0 ? read : firstGap)
}

it('whatever connections are lost, the outcome says what was committed', async () => {
  await fc.assert(fc.asyncProperty(cuts, configs, async (cuts, config) => {
    await withCuts(cuts, async ({ driver }) => {
      expectTrue(await driver.executeBatches('WRITE', range(0, ROWS), { ...config, parameter: 'id', onError: 'continue' }), ROWS)
    })
  }), { numRuns: 25 })
}, 120_000)

it('a program that goes on at committedUpTo writes every row, and those before once', async () => {
  await fc.assert(fc.asyncProperty(cuts, configs, async (cuts, config) => {
    await withCuts(cuts, async ({ driver }) => {
      let first = 0
      for (let call = 0; first < ROWS; call++) {
        const rows = range(first, ROWS)
        const outcome = await driver.executeBatches('WRITE', rows, { ...config, parameter: 'id' }).catch((error: { batchOutcome: BatchOutcome }) => error.batchOutcome)
        const counts = commits()
        expect(counts.slice(first, first + outcome.committedUpTo).every(count => count > 0)).toBe(true)
        if (call === 0) expect(counts.slice(0, outcome.committedUpTo).every(count => count === 1)).toBe(true)
        first += outcome.committedUpTo
        expect(call).toBeLessThan(20)
      }
      expect(commits().every(count => count > 0)).toBe(true)
    })
  }), { numRuns: 25 })
}, 120_000)
