import { inspect } from 'node:util'
import { auth } from '../../../src/auth/tokens.js'
import { failure } from '../../../src/testing/script/index.js'
import { hear, POINTS, TRACING } from '../../helpers/channel-log.js'
import { withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

const PASSWORD = 'pL4nted-password'
const PARAMETER = 'pL4nted-parameter'
const VALUE = 'pL4nted-value-of-the-program'

const everything = (value: unknown): string => inspect(value, { depth: Infinity, showHidden: true, getters: true }) +
  JSON.stringify(value, (_, part) => typeof part === 'bigint' ? String(part) : part)

async function workWith (config: object): Promise<unknown[]> {
  let failures = 1
  const rows = rowsServer()
  const heard = await hear([...TRACING, ...POINTS], async () => {
    await withServer((request, connection) => request.name === 'RUN' && request.fields[0] === 'again' && failures-- > 0
      ? failure('Neo.TransientError.General.X', 'not now')
      : rows(request, connection), async driver => {
      const session = driver.session()
      await session.run('x', { p: PARAMETER }, { metadata: { m: VALUE } })
      await session.executeWrite(async tx => { await tx.run('again', { p: PARAMETER }); return VALUE })
      await driver.executeQuery('x', { p: PARAMETER })
      await session.run('x', { p: PARAMETER, f: () => {} }).catch(() => {})
      await driver.session({ auth: auth.basic('other', PASSWORD) }).run('x', { p: PARAMETER })
      await session.close()
      await session.run('x', { p: PARAMETER }).catch(() => {})
    }, { auth: auth.basic('neo4j', PASSWORD), config })
  })
  return heard.map(({ at }) => at)
}

describe('messages of tracing channels', () => {
  it('show no password, no parameter, no metadata and nothing that the program returns', async () => {
    const messages = await workWith({})
    expect(messages.length).toBeGreaterThan(50)
    expect(everything(messages)).not.toContain('pL4nted')
  })

  it('show parameters, and nothing else of that, if the driver is told to', async () => {
    const messages = await workWith({ tracing: { parameters: true } })
    const text = everything(messages)
    expect(text).toContain(PARAMETER)
    expect(text).not.toContain(PASSWORD)
    expect(text).not.toContain(VALUE)
    expect((messages as any[]).filter(({ query, summary }) => query === 'x' && summary !== undefined).map(({ parameters, summary }) => [parameters, summary.query]))
      .toEqual(Array.from({ length: 6 }, () => [{ p: PARAMETER }, { text: 'x', parameters: { p: PARAMETER } }]))
  })

  it('leave the summary that the program gets as it is', async () => {
    await hear(['query'], async () => {
      await withServer(rowsServer(), async driver => {
        const { summary } = await driver.session().run('x', { p: PARAMETER })
        expect(summary.query).toEqual({ text: 'x', parameters: { p: PARAMETER } })
      })
    })
  })
})
