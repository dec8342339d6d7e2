import { type LocalServer } from '../server/launch.cjs'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { credentials, rejection, withDriver } from '../use-driver.js'

/** No answer from a dead server may take longer; loosely above any scheduling delay, far below any timeout of the driver. */
const AT_ONCE_MS = 10_000
const GONE = /^(ServiceUnavailable|SessionExpired)$/

async function atOnce<T> (what: string, promise: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${AT_ONCE_MS} ms`)), AT_ONCE_MS)
  })
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The server dies and comes back. The last suite: it takes the server from everyone else. */
export function lifecycleSuite (server: LiveServer): void {
  if (!server.isOwn) return
  // Bolt 3 sends a result whole: it is here before the server dies.
  const pullsInParts = isAtLeast(server, '4.0')
  const own = (): LocalServer => server.process as LocalServer

  describe('a server that is killed', () => {
    beforeEach(async () => {
      if (!own().isRunning) await own().start()
    }, 120_000)

    it('gives typed errors at once, and works again when it is back', () =>
      withDriver(server.uri, credentials(server), { maxTransactionRetryTime: 0 }, async driver => {
        const sessions = [driver.session(), driver.session(), driver.session({ fetchSize: 1 })]
        const tx = await sessions[0].beginTransaction()
        await tx.run('RETURN 1')
        const half = sessions[2].run('UNWIND range(1, 1000) AS n RETURN n')[Symbol.asyncIterator]()
        await half.next()
        const running = rejection(sessions[1].run('UNWIND range(1, 1000000000) AS n RETURN max(n) AS n'))
        await new Promise(resolve => setTimeout(resolve, 500))

        await own().kill()
        expect((await atOnce('a running query', running)).code).toMatch(GONE)
        if (pullsInParts) expect((await atOnce('a result that is being read', rejection(readToEnd(half)))).code).toMatch(GONE)
        expect((await atOnce('an open transaction', rejection(tx.run('RETURN 1')))).message).toMatch(/./)
        expect((await atOnce('a new query', rejection(driver.executeQuery('RETURN 1')))).code).toMatch(GONE)
        expect((await atOnce('verifyConnectivity', rejection(driver.verifyConnectivity()))).code).toMatch(GONE)
        await atOnce('closing the sessions', Promise.allSettled(sessions.map(session => session.close())))

        await own().start()
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
      }), 180_000)

    it('is not noticed by idle connections that are replaced after its return', () =>
      withDriver(server.uri, credentials(server), { connectionLivenessCheckTimeout: 0 }, async driver => {
        await Promise.all([1, 2, 3].map(() => driver.executeQuery('RETURN 1')))
        await own().kill()
        await own().start()
        const answers = await Promise.all([1, 2, 3].map(() => driver.executeQuery('RETURN 1')))
        expect(answers.map(answer => answer.records.length)).toEqual([1, 1, 1])
      }), 180_000)
  })
}

async function readToEnd (iterator: AsyncIterator<unknown>): Promise<void> {
  while ((await iterator.next()).done !== true);
}
