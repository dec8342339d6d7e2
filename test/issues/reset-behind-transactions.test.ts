import { held, type Hold, namesOf, rejection, rowsQuery } from '../helpers/held-server.js'

const first = (name: string): Hold => (request, count) => request.name === name && count === 1
const aWhile = async (): Promise<void> => { await new Promise(resolve => { setTimeout(resolve, 20) }) }

/** Neo4j 5.26 answers with `Neo.ClientError.Request.Invalid` and closes the connection if RESET comes while it begins a transaction. */
describe('a transaction that is given up before the server has answered', () => {
  it.each(['BEGIN', 'ROLLBACK'] as const)('%s is not interrupted by RESET', async name => {
    await held(first(name), async ({ driver, server, open }) => {
      const controller = new AbortController()
      const tx = driver.session().beginTransaction({ signal: controller.signal })
      const ended = name === 'BEGIN' ? rejection(tx) : (await tx).rollback()
      await server.waitFor(name)
      controller.abort()
      await ended
      await aWhile()
      expect(namesOf(server)).not.toContain('RESET')
      open()
      expect((await driver.executeQuery(rowsQuery(3))).records).toHaveLength(3)
      // After ROLLBACK there is nothing left to be forgotten.
      expect(namesOf(server).filter(one => one === 'RESET')).toHaveLength(name === 'BEGIN' ? 1 : 0)
      expect(server.connections).toHaveLength(1)
    })
  })

  it('BEGIN is not interrupted by closing the session', async () => {
    await held(first('BEGIN'), async ({ driver, server, open }) => {
      const session = driver.session()
      session.beginTransaction()
      await server.waitFor('BEGIN')
      const closed = session.close()
      await aWhile()
      expect(namesOf(server)).not.toContain('RESET')
      open()
      await closed
      expect(namesOf(server)).toContain('RESET')
      expect(server.connections).toHaveLength(1)
    })
  })
})
