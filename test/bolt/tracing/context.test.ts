import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { Driver } from '../../../src/driver/driver.js'
import { failure } from '../../../src/testing/script/index.js'
import { CHANNELS } from '../../../src/tracing/names.js'
import { withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

interface Span { readonly name: string, readonly parent: Span | undefined }

const span = new AsyncLocalStorage<Span>()
const KINDS = ['query', 'transaction', 'connect', 'poolAcquire', 'routing'] as const
const pathOf = ({ name, parent }: Span): string => parent === undefined ? name : `${pathOf(parent)} > ${name}`

/** Does what an APM does: a store is bound to `start`, and holds a span whose parent is the one that was there. */
async function spansOf (work: () => Promise<void>): Promise<{ begun: string[], ended: string[] }> {
  const [begun, ended]: [string[], string[]] = [[], []]
  const spans = new WeakMap<object, Span>()
  const ends = KINDS.map(kind => {
    const traced = tracingChannel<Span, { query?: string }>(CHANNELS[kind])
    const end = (message: unknown): void => { ended.push(`${kind}: ${pathOf(span.getStore() as Span)}`); expect(spans.has(message as object)).toBe(true) }
    traced.start.bindStore(span, message => {
      const made = { name: message.query ?? kind, parent: span.getStore() }
      spans.set(message, made)
      begun.push(pathOf(made))
      return made
    })
    traced.asyncEnd.subscribe(end)
    return () => {
      traced.start.unbindStore(span)
      traced.asyncEnd.unsubscribe(end)
    }
  })
  try {
    await work()
  } finally {
    for (const end of ends) end()
  }
  return { begun, ended }
}

const inSpan = async <T>(name: string, work: () => Promise<T>): Promise<T> => await span.run({ name, parent: undefined }, work)
const run = async (driver: Driver, text: string): Promise<void> => {
  const session = driver.session()
  await session.run(text)
  await session.close()
}

describe('a store that is bound to the start of the tracing channels', () => {
  it('holds the span of the work while that is done, below that of the caller', async () => {
    const { begun } = await spansOf(async () => {
      await withServer(rowsServer(), async driver => {
        await inSpan('request', async () => { await driver.session().executeWrite(async tx => { await tx.run('first'); await tx.run('second') }) })
      })
    })
    expect(begun).toEqual([
      'request > transaction',
      'request > transaction > poolAcquire',
      'request > transaction > poolAcquire > connect',
      'request > transaction > first',
      'request > transaction > second'
    ])
  })

  it('is seen by the program in its transaction function, and not behind it', async () => {
    const seen: string[] = []
    await spansOf(async () => {
      await withServer(rowsServer(), async driver => {
        await inSpan('request', async () => {
          await driver.session().executeRead(async tx => {
            seen.push(pathOf(span.getStore() as Span))
            await tx.run('x')
            seen.push(pathOf(span.getStore() as Span))
          })
          seen.push(pathOf(span.getStore() as Span))
        })
      })
    })
    expect(seen).toEqual(['request > transaction', 'request > transaction', 'request'])
  })

  it('is that of each caller, also of those that have waited in the queue of the pool', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `request ${i}`)
    const { begun, ended } = await spansOf(async () => {
      await withServer(rowsServer(), async driver => {
        await Promise.all(names.map(async name => { await inSpan(name, async () => { await run(driver, `query of ${name}`) }) }))
      }, { config: { maxConnectionPoolSize: 1 } })
    })
    for (const name of names) {
      expect(begun).toContain(`${name} > query of ${name}`)
      expect(begun).toContain(`${name} > query of ${name} > poolAcquire`)
      expect(ended).toContain(`query: ${name} > query of ${name}`)
    }
  })

  it('is there when a query ends, although bytes of one connection serve many callers', async () => {
    const { ended } = await spansOf(async () => {
      await withServer(rowsServer(), async driver => {
        for (const name of ['a', 'b', 'c']) await inSpan(name, async () => { await run(driver, 'x') })
      })
    })
    expect(ended.filter(text => text.startsWith('query'))).toEqual(['query: a > x', 'query: b > x', 'query: c > x'])
  })

  it('is the caller\'s for the second try of an auto-commit query', async () => {
    let failures = 1
    const nothingDone = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })
    const rows = rowsServer()
    const { begun } = await spansOf(async () => {
      await withServer((request, connection) => request.name === 'RUN' && request.fields[0] === 'again' && failures-- > 0 ? nothingDone : rows(request, connection),
        async driver => {
          await inSpan('warm', async () => { await run(driver, 'x') })
          await inSpan('request', async () => { await run(driver, 'again') })
        })
    })
    expect(begun.slice(3)).toEqual(['request > again', 'request > again > poolAcquire', 'request > again > poolAcquire'])
  })

  it('is known where metadata can be given to the transaction', async () => {
    const seen: string[] = []
    const note = (): void => { seen.push(pathOf(span.getStore() as Span)) }
    channel(CHANNELS.transactionBegin).subscribe(note)
    await spansOf(async () => {
      await withServer(rowsServer(), async driver => {
        await inSpan('request', async () => {
          await run(driver, 'x')
          await driver.executeQuery('y')
          const tx = await driver.session().beginTransaction()
          await tx.commit()
        })
      })
    })
    channel(CHANNELS.transactionBegin).unsubscribe(note)
    expect(seen).toEqual(['request > x', 'request > transaction', 'request'])
  })
})
