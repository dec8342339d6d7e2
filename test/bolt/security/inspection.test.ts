import { inspect, type InspectOptions } from 'node:util'
import neo4j from '../../../src/lite.js'
import { GenericResult, MappedResult, Result } from '../../../src/session/result.js'
import { ResultIterator } from '../../../src/session/result-iterator.js'
import { ManagedTransaction } from '../../../src/session/managed-transaction.js'
import { Session } from '../../../src/session/session.js'
import { Transaction } from '../../../src/session/transaction.js'
import { TransactionPromise } from '../../../src/session/transaction-promise.js'
import { Driver } from '../../../src/driver/driver.js'
import { BoltServer, repeat, query, request, success } from '../../../src/testing/script/index.js'

/** In the password and in the parameters, and nowhere else. */
const PLANTED = 'pL4nted'
const OPTIONS: InspectOptions[] = [{}, ...[true, false].flatMap(customInspect => [true, false].flatMap(showHidden => [true, false].flatMap(getters =>
  [0, 2, 6, Infinity].map(depth => ({ customInspect, showHidden, getters, depth })))))]

type Handles = Record<string, object>

/** Every public object with work under way. */
async function withHandles (work: (handles: Handles) => void): Promise<void> {
  const transaction = [request('BEGIN'), success(), query(['n'], [[1], [2], [3]])]
  const server = await BoltServer.start(repeat([query(['n'], [[1], [2], [3]]), ...transaction, request('ROLLBACK'), success()]))
  const driver = neo4j.driver(server.uri, neo4j.auth.basic('alice', `${PLANTED}-password`))
  try {
    const parameters = { pin: `${PLANTED}-parameter` }
    const session = driver.session({ auth: undefined })
    const first = session.run('RETURN $pin AS n', parameters)
    const iterator = first[Symbol.asyncIterator]()
    const unsent = driver.session({ auth: neo4j.auth.bearer(`${PLANTED}-token`) })
    const handles: Handles = { driver, session, unsent, result: first, iterator }
    const mapped = first.as({ n: {} })
    work({ ...handles, mapped })
    while ((await iterator.next()).done !== true);
    work(handles)
    const promise = session.beginTransaction({ metadata: { pin: `${PLANTED}-metadata` } })
    const tx = await promise
    const result = tx.run('RETURN $pin AS n', parameters)
    work({ driver, session, promise, tx, result, managed: ManagedTransaction.fromTransaction(tx) })
    await result
    work({ driver, session, promise, tx, result })
    await tx.close()
    await session.close()
  } finally {
    await driver.close()
    await server.close()
  }
}

const forms = (value: object): object[] => [value, Object.create(value) as object, new Proxy(value, {})]

it('no way of printing shows a password, a token or a parameter', async () => {
  const leaks: string[] = []
  await withHandles(handles => {
    for (const [name, handle] of Object.entries(handles)) {
      for (const [i, form] of forms(handle).entries()) {
        for (const options of OPTIONS) {
          for (const showProxy of [false, true]) if (inspect(form, { ...options, showProxy }).includes(PLANTED)) leaks.push(`${name} ${i} ${JSON.stringify(options)}`)
        }
        if (JSON.stringify(form).includes(PLANTED)) leaks.push(`${name} ${i} JSON`)
        if (JSON.stringify({ ...form }).includes(PLANTED)) leaks.push(`${name} ${i} copy`)
      }
    }
  })
  expect(leaks).toEqual([])
})

it('printing gives a short form that says what the object is', async () => {
  const seen: Record<string, string> = {}
  await withHandles(handles => {
    for (const [name, handle] of Object.entries(handles)) {
      seen[name] ??= inspect(handle).replace(/localhost:\d+|127\.0\.0\.1:\d+/, 'server').replace(/\s+/g, ' ')
      expect(inspect({ handle }, { showHidden: true, depth: Infinity }).length).toBeLessThan(300)
    }
  })
  expect(seen).toEqual({
    driver: "Driver { address: 'server', routing: false, encrypted: false, isOpen: true }",
    session: "Session { isOpen: true, mode: 'WRITE', database: undefined }",
    unsent: "Session { isOpen: true, mode: 'WRITE', database: undefined }",
    result: "Result { query: 'RETURN $pin AS n', state: 'waiting' }",
    mapped: "Result { query: 'RETURN $pin AS n', state: 'waiting' }",
    iterator: 'ResultIterator {}',
    promise: 'TransactionPromise { isOpen: true }',
    tx: 'Transaction { isOpen: true }',
    managed: 'ManagedTransaction {}'
  })
})

it.each<[string, object]>([
  ['Driver', Driver], ['Session', Session], ['Result', Result], ['GenericResult', GenericResult], ['MappedResult', MappedResult], ['ResultIterator', ResultIterator],
  ['Transaction', Transaction], ['TransactionPromise', TransactionPromise], ['ManagedTransaction', ManagedTransaction]
])('the class %s and its prototype can be printed', (_, constructor) => {
  const { prototype } = constructor as { prototype: object }
  for (const options of OPTIONS) {
    for (const form of [constructor, ...forms(prototype)]) expect(inspect(form, options)).toEqual(expect.any(String))
  }
  expect(JSON.stringify(prototype)).toBe('{}')
})
