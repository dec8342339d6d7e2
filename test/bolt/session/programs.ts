import { failure, optional, query, repeat, request, type Script, success } from '../../../src/testing/script/index.js'
import type { Driver } from '../../../src/driver/driver.js'

/** What a user does, and what the server says to it; run with neo4j-driver and with this driver. */
export interface Program {
  name: string
  run: (driver: Driver) => unknown
  /** Played behind the login; by default any queries and transactions succeed. */
  script?: Script
  /** Where this driver does something else, on purpose: what of the error is different. */
  differs?: { name?: string, code?: string, message?: string, retriable?: boolean }
}

const SYNTAX = failure('Neo.ClientError.Statement.SyntaxError', 'Invalid input')
const TRANSIENT = failure('Neo.TransientError.General.DatabaseUnavailable', 'try later')
/** neo4j-driver opens a new connection when a closed driver is used again. */
const CLOSED = { code: 'N/A', message: 'Pool is closed, it is no more able to serve requests: the driver was closed.', retriable: false }
const begin: Script = [request('BEGIN'), success()]
const anything: Script = repeat([
  optional(begin), optional(query(['n'], [[1]])), optional([request('COMMIT'), success({ bookmark: 'b:1' })]), optional([request('ROLLBACK'), success()])
])

async function openTransaction (driver: Driver): Promise<Awaited<ReturnType<ReturnType<Driver['session']>['beginTransaction']>>> {
  return await driver.session().beginTransaction()
}

export const programs: Program[] = [
  // Arguments
  ...([5, '', '  ', null, undefined, {}, { text: 5 }] as never[]).map((text): Program => ({
    name: `a query that is ${JSON.stringify(text)}`,
    run: async driver => await driver.session().run(text),
    differs: typeof text === 'string' || (text as { text?: number })?.text === 5 ? undefined : { message: `"Cypher query" expected to be string but was: ${JSON.stringify(text)}` }
  })),
  ...([5, 'text', [1], new Map([['a', 1]]), () => 1, null] as never[]).map((parameters): Program => ({
    name: `parameters that are ${String(parameters)} (${typeof parameters})`,
    run: async driver => await driver.session().run('RETURN 1', parameters),
    // The scripted server takes the list that neo4j-driver sends; a real one does not.
    differs: (parameters as unknown) instanceof Map ? { name: 'TypeError', message: 'Query parameters are expected to either be undefined/null or an object, given: Map {}' } : undefined
  })),
  ...([5, 'text', { timeout: -1 }, { timeout: 'x' }, { timeout: null }, { timeout: 1.5 }, { metadata: 5 }, { metadata: null }, { metadata: {} }] as never[]).map((config): Program => (
    { name: `a transaction config that is ${JSON.stringify(config)}`, run: async driver => await driver.session().run('RETURN 1', {}, config) })),
  ...([5, { timeout: -1 }] as never[]).map((config): Program => ({ name: `beginTransaction(${JSON.stringify(config)})`, run: async driver => await driver.session().beginTransaction(config) })),
  { name: 'a parameter that is a function', run: async driver => await driver.session().run('RETURN $f', { f: () => 1 }), differs: { message: 'Unable to pack the given value: () => 1 (parameter $f)' } },
  { name: 'a session mode that does not exist', run: driver => driver.session({ defaultAccessMode: 'BOTH' as never }), differs: { message: 'Illegal session mode BOTH: expected neo4j.session.READ or neo4j.session.WRITE' } },
  { name: 'a database that is a number', run: driver => driver.session({ database: 5 as never }) },
  { name: 'executeQuery without a query', run: async driver => await driver.executeQuery(undefined as never), differs: { message: '"Cypher query" expected to be string but was: undefined' } },
  { name: 'executeQuery with a wrong routing', run: async driver => await driver.executeQuery('RETURN 1', {}, { routing: 'BOTH' as never }) },
  { name: 'executeRead without a function', run: async driver => await driver.session().executeRead(5 as never) },
  { name: 'a transaction function that returns no promise', run: async driver => await driver.session().executeRead(() => 5) },
  { name: 'a transaction function that throws', run: async driver => await driver.session().executeRead(() => { throw new RangeError('of the user') }) },

  // Sessions
  { name: 'run on a closed session', run: async driver => { const session = driver.session(); await session.close(); return await session.run('RETURN 1') } },
  { name: 'beginTransaction on a closed session', run: async driver => { const session = driver.session(); await session.close(); return await session.beginTransaction() } },
  { name: 'executeRead on a closed session', run: async driver => { const session = driver.session(); await session.close(); return await session.executeRead(async tx => await tx.run('RETURN 1')) } },
  { name: 'closing a session twice', run: async driver => { const session = driver.session(); await session.close(); return await session.close() } },
  { name: 'two queries at a time', run: async driver => { const session = driver.session(); const first = session.run('RETURN 1'); const second = session.run('RETURN 2'); await first; return await second } },
  { name: 'two transactions at a time', run: async driver => { const session = driver.session(); await session.beginTransaction(); return await session.beginTransaction() } },
  { name: 'a query beside a transaction', run: async driver => { const session = driver.session(); await session.beginTransaction(); return await session.run('RETURN 1') } },
  { name: 'a transaction function beside a transaction', run: async driver => { const session = driver.session(); await session.beginTransaction(); return await session.executeRead(async tx => await tx.run('RETURN 1')) } },
  { name: 'a query on a closed driver', run: async driver => { const session = driver.session(); await driver.close(); return await session.run('RETURN 1') }, differs: CLOSED },
  { name: 'a new session of a closed driver', run: async driver => { await driver.close(); return await driver.session().run('RETURN 1') }, differs: CLOSED },
  { name: 'executeQuery on a closed driver', run: async driver => { await driver.close(); return await driver.executeQuery('RETURN 1') }, differs: CLOSED },
  { name: 'bookmarks after a transaction', run: async driver => { const session = driver.session({ bookmarks: ['a'] }); const before = session.lastBookmarks(); await session.executeWrite(async tx => await tx.run('RETURN 1')); return [before, session.lastBookmarks()] } },

  // Transactions
  { name: 'a commit', run: async driver => await (await openTransaction(driver)).commit() },
  { name: 'a rollback', run: async driver => await (await openTransaction(driver)).rollback() },
  { name: 'two commits', run: async driver => { const tx = await openTransaction(driver); await tx.commit(); return await tx.commit() } },
  { name: 'two rollbacks', run: async driver => { const tx = await openTransaction(driver); await tx.rollback(); return await tx.rollback() } },
  { name: 'a rollback after a commit', run: async driver => { const tx = await openTransaction(driver); await tx.commit(); return await tx.rollback() } },
  { name: 'a commit after a rollback', run: async driver => { const tx = await openTransaction(driver); await tx.rollback(); return await tx.commit() } },
  { name: 'a query after a commit', run: async driver => { const tx = await openTransaction(driver); await tx.commit(); return await tx.run('RETURN 1') } },
  { name: 'a query after a rollback', run: async driver => { const tx = await openTransaction(driver); await tx.rollback(); return await tx.run('RETURN 1') } },
  { name: 'a query after close', run: async driver => { const tx = await openTransaction(driver); await tx.close(); return await tx.run('RETURN 1') } },
  { name: 'closing after a commit', run: async driver => { const tx = await openTransaction(driver); await tx.commit(); await tx.close(); return tx.isOpen() } },
  { name: 'a failed query', script: [begin, request('RUN'), SYNTAX], run: async driver => await (await openTransaction(driver)).run('RETRUN 1') },
  ...(['commit', 'rollback', 'close'] as const).map((end): Program => ({
    name: `${end} after a failed query`,
    script: [begin, request('RUN'), SYNTAX],
    run: async driver => { const tx = await openTransaction(driver); await tx.run('RETRUN 1').catch(() => {}); return await tx[end]() }
  })),
  {
    name: 'a query after a failed query',
    script: [begin, request('RUN'), SYNTAX],
    run: async driver => { const tx = await openTransaction(driver); await tx.run('RETRUN 1').catch(() => {}); return await tx.run('RETURN 1') }
  },
  { name: 'isOpen after a failed query', script: [begin, request('RUN'), SYNTAX], run: async driver => { const tx = await openTransaction(driver); await tx.run('RETRUN 1').catch(() => {}); return tx.isOpen() } },
  { name: 'a failed BEGIN', script: [request('BEGIN'), SYNTAX], run: async driver => await openTransaction(driver) },
  { name: 'a failed COMMIT', script: [begin, request('COMMIT'), SYNTAX], run: async driver => await (await openTransaction(driver)).commit() },
  { name: 'a failed ROLLBACK', script: [begin, request('ROLLBACK'), SYNTAX], run: async driver => await (await openTransaction(driver)).rollback() },
  { name: 'a failed query that is not awaited, then commit', script: [begin, request('RUN'), SYNTAX], run: async driver => { const tx = await openTransaction(driver); tx.run('RETRUN 1').catch(() => {}); return await tx.commit() } },

  // Results
  { name: 'a failed auto-commit query', script: [request('RUN'), SYNTAX], run: async driver => await driver.session().run('RETRUN 1') },
  { name: 'keys of a failed query', script: [request('RUN'), SYNTAX], run: async driver => await driver.session().run('RETRUN 1').keys() },
  { name: 'summary of a failed query', script: [request('RUN'), SYNTAX], run: async driver => await driver.session().run('RETRUN 1').summary() },
  { name: 'a loop over a failed query', script: [request('RUN'), SYNTAX], run: async driver => { for await (const _ of driver.session().run('RETRUN 1')); } },
  { name: 'a loop over an awaited result', run: async driver => { const result = driver.session().run('RETURN 1'); await result; for await (const _ of result); } },
  { name: 'a result awaited twice', run: async driver => { const result = driver.session().run('RETURN 1'); return (await result) === (await result) } },
  { name: 'a transaction result read after the commit', run: async driver => { const tx = await openTransaction(driver); const result = tx.run('RETURN 1'); await tx.commit(); return (await result).records.length } },
  {
    name: 'a transient error without retries, which neo4j-driver repeats once all the same',
    script: [begin, request('RUN'), TRANSIENT],
    run: async driver => await driver.session().executeRead(async tx => await tx.run('RETURN 1')),
    differs: { code: 'Neo.TransientError.General.DatabaseUnavailable', message: 'try later', retriable: true }
  },

  // Logins
  ...['Neo.ClientError.Security.Unauthorized', 'Neo.ClientError.Security.AuthenticationRateLimit', 'Neo.ClientError.Security.TokenExpired'].flatMap((code): Program[] => (['HELLO', 'LOGON'] as const).map(message => ({
    name: `${message} refused with ${code}`,
    script: [...(message === 'LOGON' ? [request('HELLO'), success({ server: 'Neo4j/5.8.0', connection_id: 'bolt-1' })] : []), request(message), failure(code, 'go away')],
    run: async (driver: Driver) => await driver.session().run('RETURN 1'),
    // There, what was pipelined behind HELLO hides the reason.
    differs: message === 'HELLO' ? { code } : undefined
  }))),
  { name: 'verifyConnectivity, refused', script: [request('LOGON'), failure('Neo.ClientError.Security.Unauthorized', 'go away')], run: async driver => await driver.verifyConnectivity() },
  { name: 'verifyAuthentication, refused', script: [request('LOGON'), failure('Neo.ClientError.Security.Unauthorized', 'go away')], run: async driver => await driver.verifyAuthentication() }
]

export const defaultScript: Script = anything
