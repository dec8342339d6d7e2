import type { Driver } from '../../../src/driver/driver.js'
import { failure, perConnection, query, request, type Script, type ScriptPerConnection, type ServerOptions, success } from '../../../src/testing/script/index.js'
import { namesOn, play } from '../../helpers/play.js'

const alice = { scheme: 'basic', principal: 'alice', credentials: 'a' }
const bob = { scheme: 'basic', principal: 'bob', credentials: 'b' }

/** Plays a script, and says what came on each connection before it was closed. */
async function requestsOf (script: Script | ScriptPerConnection, work: (driver: Driver) => Promise<void>, options?: ServerOptions): Promise<string[][]> {
  const server = await play(script, work, { auth: alice, config: { maxTransactionRetryTime: 0 }, ...options })
  return server.received.map((_, connection) => namesOn(server, connection).filter(name => name !== 'GOODBYE'))
}

describe('asking whether a server is there', () => {
  it('needs no message more than the login if there was no connection', async () => {
    expect(await requestsOf([], async driver => { await driver.verifyConnectivity() })).toEqual([['HELLO', 'LOGON']])
  })

  it('has a connection that was used before answer once more', async () => {
    const received = await requestsOf(query(['n']), async driver => {
      await driver.session().run('RETURN 1')
      await driver.getServerInfo()
    })
    expect(received).toEqual([['HELLO', 'LOGON', 'RUN', 'PULL', 'RESET']])
  })
})

describe('asking whether a user may come in', () => {
  it('logs in with a new connection if there is none', async () => {
    const received = await requestsOf([], async driver => { expect(await driver.verifyAuthentication({ auth: bob })).toBe(true) })
    expect(received).toEqual([['HELLO', 'LOGON']])
  })

  it.each([['the same user', alice], ['another user', bob]])('logs in once more on a connection that there is, as %s', async (_, auth) => {
    const received = await requestsOf(query(['n']), async driver => {
      await driver.session().run('RETURN 1')
      expect(await driver.verifyAuthentication({ auth })).toBe(true)
    })
    expect(received).toEqual([['HELLO', 'LOGON', 'RUN', 'PULL', 'LOGOFF', 'LOGON']])
  })

  it('is answered with no by a server that refuses it', async () => {
    await requestsOf(perConnection(
      [query(['n']), request('LOGOFF'), success(), request('LOGON', bob), failure('Neo.ClientError.Security.Unauthorized', 'no')]
    ), async driver => {
      await driver.session().run('RETURN 1')
      expect(await driver.verifyAuthentication({ auth: bob })).toBe(false)
    }, { auto: { LOGOFF: undefined } })
  })
})

describe("a session's own user", () => {
  it('is refused by servers that cannot switch, and the connection of the driver stays', async () => {
    const received = await requestsOf([query(['n']), query(['n'])], async driver => {
      await driver.session().run('RETURN 1')
      await expect(driver.session({ auth: bob }).run('RETURN 2')).rejects.toThrow('Driver is connected to a database that does not support user switch.')
      await driver.session().run('RETURN 3')
    }, { version: '5.0' })
    expect(received).toEqual([['HELLO', 'RUN', 'PULL', 'RUN', 'PULL']])
  })
})

describe('a connection whose user has lost its rights', () => {
  it('says so of a commit, which is not in doubt then', async () => {
    await requestsOf(perConnection([
      request('BEGIN'), success(), query(['n']), request('COMMIT'), failure('Neo.ClientError.Security.AuthorizationExpired', 'too old')
    ]), async driver => {
      const tx = await driver.session().beginTransaction()
      await tx.run('CREATE ()')
      await expect(tx.commit()).rejects.toMatchObject({
        code: 'Neo.ClientError.Security.AuthorizationExpired', message: 'too old', retriable: true
      })
    })
  })

  it('is closed, not tried again', async () => {
    const received = await requestsOf(perConnection(
      [request('RUN'), failure('Neo.ClientError.Security.TokenExpired', 'too old')], query(['n'])
    ), async driver => {
      await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ code: 'Neo.ClientError.Security.TokenExpired' })
      await driver.session().run('RETURN 2')
    })
    expect(received[0]).not.toContain('RESET')
    expect(received[1]).toEqual(['HELLO', 'LOGON', 'RUN', 'PULL'])
  })
})
