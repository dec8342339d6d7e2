import { failure, ignored, query, record, request, success, until } from '../../src/testing/script/index.js'
import { gate } from '../helpers/gate.js'
import { namesOn, play } from '../helpers/play.js'

const nothingDone = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })

describe('a connection belongs to one user at a time:', () => {
  it('a query that is to be tried again, and cannot get a second connection, leaves the next holder of its first one alone', async () => {
    const script = [
      request('RUN', 'CREATE (:A)'), nothingDone,
      request('BEGIN'), success(), query(['n'], [[1]]), query(['n'], [[2]]), request('COMMIT'), success()
    ]
    const server = await play(script, async driver => {
      const bob = driver.session()
      const alice = driver.session()
      const failing = alice.run('CREATE (:A)').then(() => 'succeeded', (error: Error) => error.message)
      // Queued behind Alice's first connection, and before her second try.
      const begun = bob.beginTransaction()
      const tx = await begun
      expect(Number((await tx.run('RETURN 1 AS n')).records[0].get('n'))).toBe(1)
      // Her second try gives up while Bob has the only connection.
      expect(await failing).toMatch(/timed out/)
      expect(Number((await tx.run('RETURN 2 AS n')).records[0].get('n'))).toBe(2)
      await tx.commit()
      await Promise.all([alice.close(), bob.close()])
    }, { config: { maxConnectionPoolSize: 1, connectionAcquisitionTimeout: 20_000 } })
    expect(namesOn(server).filter(name => name !== 'GOODBYE')).toEqual(
      ['HELLO', 'LOGON', 'RUN', 'PULL', 'RESET', 'BEGIN', 'RUN', 'PULL', 'RUN', 'PULL', 'COMMIT'])
  })

  it('an abandoned transaction whose PULL is answered late sends nothing on to the next user', async () => {
    const late = gate()
    const script = [
      request('BEGIN'), success(), request('RUN'), request('PULL'), success({ fields: ['n'] }), record([1]),
      until(() => late.opened), success({ has_more: true }), query(['n'], [[7]])
    ]
    const server = await play(script, async (driver, server) => {
      const session = driver.session({ fetchSize: 1 })
      const tx = session.beginTransaction()
      const result = tx.run('UNWIND range(1, 5) AS n RETURN n').then(() => 'succeeded', (error: Error) => error.message)
      await server.waitFor('PULL')
      const closed = session.close()
      const next = driver.session().run('RETURN 7 AS n')
      late.open()
      expect(Number((await next).records[0].get('n'))).toBe(7)
      expect(await result).toMatch(/session was closed/)
      await closed
    }, { config: { maxConnectionPoolSize: 1 } })
    expect(namesOn(server).filter(name => name !== 'GOODBYE')).toEqual(['HELLO', 'LOGON', 'BEGIN', 'RUN', 'PULL', 'RESET', 'RUN', 'PULL'])
  })

  it('what the server says of a query whose user has gone, at whatever point, is for nobody', async () => {
    for (const answer of [[ignored(), ignored()], [success({ fields: ['n'] }), ignored()], [success({ fields: ['n'] }), record([1]), success({ has_more: true })]]) {
      const late = gate()
      const script = [request('BEGIN'), success(), request('RUN'), request('PULL'), until(() => late.opened), answer, query(['n'], [[7]])]
      await play(script, async (driver, server) => {
        const session = driver.session({ fetchSize: 1 })
        const result = session.beginTransaction().run('RETURN 1 AS n').then(() => 'succeeded', (error: Error) => error.message)
        await server.waitFor('PULL')
        const closed = session.close()
        await server.waitFor('RESET')
        const next = driver.session().run('RETURN 7 AS n')
        late.open()
        expect(Number((await next).records[0].get('n'))).toBe(7)
        expect(await result).toMatch(/session was closed/)
        await closed
      }, { config: { maxConnectionPoolSize: 1 } })
    }
  })
})
