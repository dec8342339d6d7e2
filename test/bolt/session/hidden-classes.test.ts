import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import type { Driver } from '../../../src/driver/driver.js'
import type { EagerResult } from '../../../src/types/eager-result.js'
import { withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

setFlagsFromString('--allow-natives-syntax')
const haveSameHiddenClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean

/** What a driver's work is made of, each after it was used. */
async function objectsInUse (driver: Driver): Promise<object[]> {
  const session = driver.session()
  const result = session.run('UNWIND range(1, 1) AS x RETURN x')
  const { summary, records: [record] } = await result
  const transaction = session.beginTransaction()
  await transaction.run('UNWIND range(1, 2) AS x RETURN x')
  await transaction.commit()
  const read = session.run('UNWIND range(1, 3) AS x RETURN x')
  const iterator = read[Symbol.asyncIterator]()
  for (let next = await iterator.next(); next.done !== true;) next = await iterator.next()
  const managed = await session.executeWrite(async tx => { await tx.run('UNWIND range(1, 4) AS x RETURN x'); return tx })
  const eager: EagerResult = await driver.executeQuery('UNWIND range(1, 5) AS x RETURN x')
  const columns = session.run('UNWIND range(1, 6) AS x RETURN x')
  await columns.columns()
  await session.close()
  return [columns._core.stream, session, session._core, result, result._core, result._core.stream, summary, record, transaction, transaction._core, iterator, managed, eager]
}

/** Those that the driver keeps, and what they have inside. */
function keptBy (driver: Driver): object[] {
  const inside = (kept: object): object[] => ['_core', 'stream'].map(name => (kept as Record<string, object>)[name]).filter(inner => typeof inner === 'object')
  return driver._core.keepHiddenClasses().flatMap(kept => [kept, ...inside(kept)])
}

describe('the objects that a driver keeps for their hidden classes', () => {
  it('have the hidden classes of those in use', async () => {
    await withServer(rowsServer(), async driver => {
      expect(haveSameHiddenClass({ a: 1 }, { b: 1 })).toBe(false)
      const kept = keptBy(driver)
      for (const used of await objectsInUse(driver)) {
        const example = kept.find(({ constructor }) => constructor === used.constructor)
        expect(`${used.constructor.name}: ${example !== undefined && haveSameHiddenClass(used, example) ? 'same' : 'another'}`)
          .toBe(`${used.constructor.name}: same`)
      }
    })
  })

  it.each([[1, 1999], [2, 1]])('are kept from the time when there is compiled code to keep: %i queries of %i records', async (queries, records) => {
    await withServer(rowsServer(), async driver => {
      const keep = jest.spyOn(driver._core, 'keepHiddenClasses')
      const session = driver.session()
      for (let i = 0; i < queries; i++) await session.run(`UNWIND range(1, ${records}) AS x RETURN x`)
      await session.close()
      expect(keep).toHaveBeenCalledTimes(records > 1000 ? 1 : 0)
    })
  })
})
