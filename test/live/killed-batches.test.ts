import neo4j, { type BatchConfig, type BatchOutcome, type Driver } from '../../src/index.js'
import { defineIfChosen } from './choice.js'
import { OwnServer } from './live-server.js'
import { credentials, rejection, withDriver } from './use-driver.js'

/** A first start may have to fetch the server. */
const [FIRST_START_DEADLINE_MS, DEADLINE_MS] = [20 * 60_000, 300_000]
const VERSION = '5.26.0'
const BATCH_SIZE = 20
const BATCHES = 50
/** After so many of them the server is killed. */
const BATCHES_BEFORE = 15
const ROWS = Array.from({ length: BATCHES * BATCH_SIZE }, (_, i) => ({ i }))
/** Longer than the server takes to come back, however busy the machine is. */
const RETRY_TIME_MS = 200_000

/** How many nodes there are of each row. */
async function copiesOf (driver: Driver, label: string): Promise<number[]> {
  const resultTransformer = neo4j.resultTransformers.columns({ types: { i: 'float64', copies: 'int32' } })
  const { columns, length } = await driver.executeQuery(`MATCH (n:${label}) RETURN n.i AS i, count(*) AS copies`, {}, { resultTransformer })
  const found = ROWS.map(() => 0)
  for (let at = 0; at < length; at++) found[columns.i[at]] = columns.copies[at]
  return found
}

/** Which rows the server has other than the outcome says. @param rest how many nodes there are of rows that neither are below `committedUpTo` nor failed */
function contradictions (copies: number[], { committedUpTo, failed }: BatchOutcome, rest: 0 | 1): object[] {
  const inDoubt = (error: Error & { outcome?: string }): boolean => error.outcome === 'unknown'
  return copies.flatMap((count, row) => {
    const failure = failed.find(({ from, to }) => from <= row && row < to)
    if (failure === undefined) return count === (row < committedUpTo ? 1 : rest) ? [] : [{ row, count }]
    const isAsTold = row >= committedUpTo && (count === 0 || (count === 1 && inDoubt(failure.error)))
    // Of a batch there is all or nothing.
    return isAsTold && count === copies[failure.from] ? [] : [{ row, count, failure }]
  })
}

defineIfChosen('executeBatches while Neo4j is killed', VERSION, () => {
  describe('executeBatches, whose server is killed and comes back,', () => {
    const server = new OwnServer(VERSION)
    let label = 'Row'
    beforeAll(async () => { await server.start() }, FIRST_START_DEADLINE_MS)
    beforeEach(() => { label += 'X' })
    afterAll(async () => { await server.stop() }, DEADLINE_MS)

    /** Writes all rows with a driver whose debug log `logger` gets. */
    async function write (retryTime: number, logger: (message: string) => void, config: BatchConfig<{ i: number }>): Promise<BatchOutcome> {
      const logging = { level: 'debug' as const, logger: (_: string, message: string) => { logger(message) } }
      return await withDriver(server.uri, credentials(server), { maxTransactionRetryTime: retryTime, logging }, async driver =>
        await driver.executeBatches(`UNWIND $rows AS row CREATE (:${label} {i: row.i})`, ROWS, { batchSize: BATCH_SIZE, ...config }))
    }

    /** The outcome is right, and so is going on at `committedUpTo`. */
    async function auditAndResume (outcome: BatchOutcome, rest: 0 | 1): Promise<void> {
      await withDriver(server.uri, credentials(server), {}, async driver => {
        expect(contradictions(await copiesOf(driver, label), outcome, rest)).toEqual([])
        await driver.executeBatches(`UNWIND $rows AS row MERGE (:${label} {i: row.i})`, ROWS.slice(outcome.committedUpTo), { batchSize: BATCH_SIZE })
        expect(await copiesOf(driver, label)).toEqual(ROWS.map(() => 1))
      })
    }

    it.each<[string, string, (kill: () => void) => void, string | undefined]>([
      // The signal is sent before the bytes are: no answer can come.
      ['as a COMMIT is sent', 'C: COMMIT', kill => { kill() }, 'unknown'],
      ['in the middle of a batch', 'C: RUN', kill => { setTimeout(kill, 1) }, undefined]
    ])('tells what is committed, and goes on there: %s', async (_, message, atMoment, outcome) => {
      let [batches, killed] = [0, undefined as Promise<void> | undefined]
      const kill = (): void => { killed ??= server.process.kill() }
      const logger = (line: string): void => { if (batches >= BATCHES_BEFORE && line.includes(message)) atMoment(kill) }
      const error = await rejection(write(0, logger, { concurrency: 1, onError: 'stop', onProgress: progress => { batches = progress.batches } }))
      await killed
      await server.process.start()

      const found: BatchOutcome = error.batchOutcome
      expect(error).toMatchObject({ name: 'Neo4jError', code: expect.stringMatching(/^(ServiceUnavailable|SessionExpired)$/), retriable: false })
      expect(found.committedUpTo).toBeGreaterThanOrEqual(BATCHES_BEFORE * BATCH_SIZE)
      expect(found.rows).toBe(found.committedUpTo)
      expect(found.failed).toMatchObject([{ from: found.committedUpTo, to: found.committedUpTo + BATCH_SIZE }])
      if (outcome !== undefined) expect(found.failed).toMatchObject([{ error: { outcome } }])
      await auditAndResume(found, 0)
    }, DEADLINE_MS)

    it('writes again what is not in doubt, in lanes, and every row once', async () => {
      let [batches, runs, back] = [0, 0, undefined as Promise<void> | undefined]
      const restart = async (): Promise<void> => {
        await server.process.kill()
        await server.process.start()
      }
      const logger = (line: string): void => {
        if (!line.includes('C: RUN')) return
        runs++
        // This batch can't be answered, and is written again; others may be in doubt.
        if (batches >= BATCHES_BEFORE) back ??= restart()
      }
      const outcome = await write(RETRY_TIME_MS, logger, { concurrency: 3, onError: 'continue', onProgress: progress => { batches = progress.batches } })
      await back

      expect(back).toBeDefined()
      expect(runs).toBeGreaterThan(BATCHES)
      expect(outcome.rows).toBe(ROWS.length - outcome.failed.length * BATCH_SIZE)
      expect(outcome.committedUpTo).toBe(outcome.failed[0]?.from ?? ROWS.length)
      expect(outcome.failed).toEqual(outcome.failed.map(() => expect.objectContaining({ error: expect.objectContaining({ outcome: 'unknown' }) })))
      // At most what the other two lanes were writing.
      expect(outcome.failed.length).toBeLessThanOrEqual(2)
      await auditAndResume(outcome, 1)
    }, DEADLINE_MS)
  })
})
