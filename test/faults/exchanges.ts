import { auth } from '../../src/auth/tokens.js'
import { type Driver } from '../../src/driver/driver.js'

/** One piece of a program's work, of which every byte may be lost. */
export interface Exchange {
  readonly name: string
  /** Gives the right answer or throws; `id` names its writes. */
  readonly work: (driver: Driver, id: string) => Promise<unknown>
  readonly answer: unknown
  /** How often `id` has been written when the right answer was given. */
  readonly writes: number
  /** The driver does it again by itself, unless it is in doubt whether it was done. */
  readonly retried: boolean
  /** Whether an error may leave a write behind: not when the driver was never asked to commit. */
  readonly mayBeWritten: boolean
}

const exchange = (name: string, answer: unknown, work: Exchange['work'], more: Partial<Exchange> = {}): Exchange =>
  ({ name, answer, work, writes: 0, retried: false, mayBeWritten: false, ...more })

/** Every kind of conversation that a driver for one server has. */
export const EXCHANGES: readonly Exchange[] = [
  exchange('connecting and asking which server is there', 'Neo4j/5.26.0', async driver => (await driver.getServerInfo()).agent),

  exchange('an auto-commit query that writes', [0, true], async (driver, id) => {
    await using session = driver.session()
    const { records } = await session.run('WRITE', { id })
    return [records.length, session.lastBookmarks()[0].startsWith('bookmark:')]
  }, { writes: 1, mayBeWritten: true }),

  exchange('an explicit transaction', [3, true], async (driver, id) => {
    await using session = driver.session()
    const tx = await session.beginTransaction()
    await tx.run('WRITE', { id })
    const { records } = await tx.run('ROWS', { n: 3 })
    await tx.commit()
    // The next query must see what this one did.
    const seen = await session.run('BOOKMARKS')
    return [records.length, seen.records[0].get('x')[0] === session.lastBookmarks()[0] || seen.records[0].get('x').length === 1]
  }, { writes: 1, mayBeWritten: true }),

  exchange('an explicit transaction that is rolled back', 'undone', async (driver, id) => {
    await using session = driver.session()
    const tx = await session.beginTransaction()
    await tx.run('WRITE', { id })
    await tx.rollback()
    return 'undone'
  }),

  exchange('a managed transaction', [2, 1], async (driver, id) => {
    await using session = driver.session()
    return await session.executeWrite(async tx => {
      await tx.run('WRITE', { id })
      const first = tx.run('ROWS', { n: 2 })
      const second = tx.run('ROWS', { n: 1 })
      return [(await first).records.length, (await second).records.length]
    })
  }, { writes: 1, retried: true, mayBeWritten: true }),

  exchange('executeQuery', 4, async (driver, id) => {
    await driver.executeQuery('WRITE', { id })
    return (await driver.executeQuery('ROWS', { n: 4 })).records.length
  }, { writes: 1, retried: true, mayBeWritten: true }),

  exchange('a long result, pulled in lots', [0, 1, 2, 3, 4, 5, 6, 7], async driver => {
    await using session = driver.session({ fetchSize: 3 })
    const seen: unknown[] = []
    for await (const record of session.run('ROWS', { n: 8 })) seen.push(record.get('x'))
    return seen
  }),

  exchange('a result that is left half-way', [0, 1], async driver => {
    await using session = driver.session({ fetchSize: 2 })
    const seen: unknown[] = []
    for await (const record of session.run('ROWS', { n: 9 })) {
      if (seen.push(record.get('x')) === 2) break
    }
    return seen
  }),

  exchange('columns, all at once and in batches', [[0, 1, 2, 3, 4], [[0, 1], [2, 3], [4, 5], [6]]], async driver => {
    await using session = driver.session({ fetchSize: 3 })
    const numbers = (values: Iterable<unknown>): number[] => Array.from(values, Number)
    const { columns } = await session.run('ROWS', { n: 5 }).columns()
    const batches: number[][] = []
    for await (const batch of session.run('ROWS', { n: 7 }).columnBatches({ rows: 2 })) batches.push(numbers(batch.columns.x))
    return [numbers(columns.x), batches]
  }),

  exchange('a failure, the reset after it, and another query', ['Neo.ClientError.Statement.SyntaxError', 1], async driver => {
    await using session = driver.session()
    const code = await failure(session.run('FAIL'))
    return [code, (await session.run('ROWS', { n: 1 })).records.length]
  }),

  exchange('a failure inside of a transaction', 'Neo.ClientError.Statement.SyntaxError', async (driver, id) => {
    await using session = driver.session()
    const tx = session.beginTransaction()
    await tx.run('WRITE', { id })
    return await failure(tx.run('FAIL'))
  }),

  exchange('a session with a user of its own, and back', ['alice', 'neo4j'], async driver => {
    const who = async (session: ReturnType<Driver['session']>): Promise<unknown> => {
      try {
        return (await session.run('WHO')).records[0].get('x')
      } finally {
        await session.close()
      }
    }
    return [await who(driver.session({ auth: auth.basic('alice', 'secret') })), await who(driver.session())]
  })
]

/** The code of the server's refusal; a lost connection is none. */
async function failure (result: PromiseLike<unknown>): Promise<string> {
  try {
    await result
  } catch (error) {
    const { code } = error as { code: string }
    if (code.startsWith('Neo.')) return code
    throw error
  }
  return 'no failure'
}
