import official from 'neo4j-driver'
import { lastValueFrom } from 'rxjs'
import neobolt, { type Driver } from '../../src/index.js'
import type { Result } from '../../src/session/result.js'
import type { Session } from '../../src/session/session.js'
import type { Transaction } from '../../src/session/transaction.js'
import { BoltServer } from '../../src/testing/script/index.js'
import { rowReaders } from '../helpers/readers.js'
import { rowsServer } from '../helpers/rows-server.js'

/** Both drivers do the same against the same server; what they show of it is compared. */
async function shownBy (work: (driver: Driver) => Promise<unknown>): Promise<{ ours: unknown, theirs: unknown }> {
  const shown: unknown[] = []
  for (const neo4j of [neobolt, official as unknown as typeof neobolt]) {
    const rows = rowsServer()
    // Commits and rollbacks take a while: something else can be done meanwhile.
    const server = await BoltServer.start(async (request, connection) => {
      if (request.name === 'COMMIT' || request.name === 'ROLLBACK') await new Promise(resolve => { setTimeout(resolve, 3) })
      return rows(request, connection)
    })
    const driver = neo4j.driver(server.uri, undefined, { fetchSize: 10 })
    shown.push(await work(driver))
    await driver.close()
    await server.close()
  }
  return { ours: shown[0], theirs: shown[1] }
}

/** A value, or an error, of a call that may throw or reject. */
async function outcome (call: () => unknown): Promise<string> {
  let isCall = true
  try {
    const promised = call()
    isCall = false
    return `gives ${typeof await promised}`
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string }
    return `${isCall ? 'throws' : 'rejects'} ${name} ${String(code)}: ${message}`
  }
}

const readers: Record<string, (result: Result) => Promise<unknown>> = {
  ...rowReaders,
  keys: async result => await result.keys(),
  summary: async result => await result.summary(),
  'an iterator': async result => await result[Symbol.asyncIterator]().next(),
  'a look ahead': async result => await result[Symbol.asyncIterator]().peek()
}

const ends: Record<string, (tx: Transaction, session: Session) => unknown> = {
  'was committed': async tx => { await tx.commit() },
  'was rolled back': async tx => { await tx.rollback() },
  'was closed': async tx => { await tx.close() },
  'has failed': async tx => { await tx.run('RETURN $x', { x: () => {} }).catch(() => {}) },
  'is being committed': tx => { tx.commit().catch(() => {}) },
  'is being rolled back': tx => { tx.rollback().catch(() => {}) },
  'is being closed': tx => { tx.close().catch(() => {}) }
}
const sessionEnds: typeof ends = {
  'lost its session': async (_, session) => { await session.close() },
  'is losing its session': (_, session) => { void session.close() }
}

async function ended (driver: Driver, end: (tx: Transaction, session: Session) => unknown, work: (tx: Transaction) => Promise<unknown>): Promise<unknown> {
  const session = driver.session()
  const tx = await session.beginTransaction()
  const ending = end(tx, session)
  if (ending !== undefined) await ending
  const shown = await work(tx)
  await session.close().catch(() => {})
  return shown
}

describe.each(Object.keys({ ...ends, ...sessionEnds }))('a transaction that %s', end => {
  const doEnd = { ...ends, ...sessionEnds }[end]

  it.each(Object.keys(readers))("refuses a query in neo4j-driver's words, read by %s", async reader => {
    const { ours, theirs } = await shownBy(async driver => await ended(driver, doEnd, async tx => {
      const result = tx.run('RETURN 1')
      const before = result.isOpen()
      return [before, await outcome(async () => await readers[reader](result)), result.isOpen()]
    }))
    expect(ours).toEqual(theirs)
    expect(ours).toEqual([true, expect.stringMatching(/^rejects Neo4jError N\/A: (Cannot run query in this transaction, because it has|You cannot run more transactions on a closed session)/), false])
  })

  if (end in ends) {
    it.each(['commit', 'rollback', 'close'] as const)('answers %s as neo4j-driver does', async call => {
      const { ours, theirs } = await shownBy(async driver => await ended(driver, doEnd, async tx => [tx.isOpen(), await outcome(async () => { await tx[call]() }), tx.isOpen()]))
      expect(ours).toEqual(theirs)
    })
  } else {
    it('can not be committed; there is nothing to roll back, which is no error', async () => {
      const { ours, theirs } = await shownBy(async driver => await ended(driver, doEnd, async tx => await outcome(async () => { await tx.commit() })))
      expect(ours).toEqual(theirs)
      await shownBy(async driver => {
        if (!(driver instanceof neobolt.Driver)) return
        for (const call of ['rollback', 'close'] as const) {
          expect(await ended(driver, doEnd, async tx => [tx.isOpen(), await outcome(async () => { await tx[call]() })])).toEqual([false, 'gives undefined'])
        }
      })
    })
  }
})

describe('a transaction function whose session is closed while it works', () => {
  it.each(['before its first query', 'after its last query', 'behind a query that fails'])('does not pass for done, also if it does not notice: %s', async moment => {
    const { ours, theirs } = await shownBy(async driver => {
      const session = driver.session()
      const shown = await outcome(async () => await session.executeWrite(async tx => {
        if (moment === 'after its last query') await tx.run('CREATE (:A)')
        if (moment === 'behind a query that fails') await tx.run('RETURN $x', { x: () => {} }).catch(() => {})
        await session.close()
        return 'done'
      }))
      return moment === 'behind a query that fails' ? shown.startsWith('rejects') : shown
    })
    expect(ours).toEqual(moment === 'behind a query that fails' ? true : theirs)
    expect(ours).not.toBe('gives string')
  })
})

describe('isOpen() of a result', () => {
  it('is what neo4j-driver says, at every moment', async () => {
    const { ours, theirs } = await shownBy(async driver => {
      const seen: boolean[] = []
      const session = driver.session()
      const tx = await session.beginTransaction()
      const results = [tx.run('UNWIND range(1, 5) AS x RETURN x'), tx.run('UNWIND range(1, 5) AS x RETURN x')]
      const look = (): void => { seen.push(...results.map(result => result.isOpen())) }
      look()
      await results[0]
      look()
      await tx.commit()
      look()
      for (const end of [async (result: Result) => await result.summary(), async (result: Result) => { for await (const _ of result) break }]) {
        const result = session.run('UNWIND range(1, 5) AS x RETURN x')
        seen.push(result.isOpen())
        await end(result)
        seen.push(result.isOpen())
      }
      await session.close()
      const refused = session.run('RETURN 1')
      seen.push(refused.isOpen())
      await refused.catch(() => {})
      seen.push(refused.isOpen())
      return seen
    })
    expect(ours).toEqual(theirs)
  })
})

describe('a closed or a busy session', () => {
  it.each(Object.keys(readers))("refuses in neo4j-driver's words, read by %s", async reader => {
    const { ours, theirs } = await shownBy(async driver => {
      const session = driver.session()
      const first = session.run('RETURN 1')
      const busy = await outcome(async () => await readers[reader](session.run('RETURN 2')))
      await first
      await session.close()
      return [busy, await outcome(async () => await readers[reader](session.run('RETURN 3'))), await outcome(() => session.beginTransaction()),
        await outcome(() => session.executeWrite(tx => tx.run('RETURN 1')))]
    })
    expect(ours).toEqual(theirs)
  })
})

describe('a wrong config', () => {
  it.each<[string, unknown]>([
    ['a number', 7], ['a string', 'x'], ['true', true], ['a bigint', 5n], ['a symbol', Symbol('x')],
    ['a timeout that is a string', { timeout: 'x' }], ['a timeout that is an object', { timeout: {} }], ['a negative timeout', { timeout: -1 }],
    ['metadata that are a number', { metadata: 5 }], ['metadata that are a string', { metadata: 'x' }], ['metadata that are true', { metadata: true }]
  ])('throws at the call, whatever the call: %s', async (_, config) => {
    const { ours, theirs } = await shownBy(async driver => {
      const session = driver.session()
      const shown: unknown[] = []
      for (const call of [
        () => session.executeRead(() => 1, config as object),
        () => session.executeWrite(() => 1, config as object),
        () => session.beginTransaction(config as object),
        () => session.run('RETURN 1', {}, config as object)
      ]) shown.push(await outcome(call))
      await session.close()
      return shown
    })
    expect(ours).toEqual(theirs)
    for (const shown of ours as string[]) expect(shown).toMatch(/^throws/)
  })

  it('leaves the session free for other work', async () => {
    await shownBy(async driver => {
      const session = driver.session()
      await outcome(() => session.executeRead(() => 1, 7 as never))
      expect((await session.run('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
      await session.close()
    })
  })

  it('work that is not a function is told in the same words', async () => {
    for (const work of [undefined, null, 'x', {}, 7]) {
      const { ours, theirs } = await shownBy(async driver => {
        const session = driver.session()
        const shown = [await outcome(() => session.executeRead(work as never)), await outcome(() => session.executeWrite(work as never))]
        await session.close()
        return shown
      })
      expect(ours).toEqual(theirs)
    }
  })
})

describe('reactive', () => {
  it('a query in an ended transaction tells why', async () => {
    const { ours, theirs } = await shownBy(async driver => {
      const session = driver.rxSession()
      const tx = await lastValueFrom(session.beginTransaction())
      await lastValueFrom(tx.commit(), { defaultValue: undefined })
      const shown = await outcome(async () => await lastValueFrom(tx.run('RETURN 1').records()))
      await lastValueFrom(session.close(), { defaultValue: undefined })
      return shown
    })
    expect(ours).toEqual(theirs)
    expect(ours).toMatch(/already been committed/)
  })

  it('every way to read it tells why', async () => {
    await shownBy(async driver => {
      if (!(driver instanceof neobolt.Driver)) return
      const session = driver.rxSession()
      const tx = await lastValueFrom(session.beginTransaction())
      await lastValueFrom(tx.commit(), { defaultValue: undefined })
      for (const read of ['records', 'keys', 'consume'] as const) {
        expect(await outcome(async () => await lastValueFrom(tx.run('RETURN 1')[read]() as never))).toMatch(/^rejects .*already been committed/)
      }
      await lastValueFrom(session.close(), { defaultValue: undefined })
    })
  })
})
