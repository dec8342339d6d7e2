import { resultTransformers } from '../../../src/session/result-transformers.js'
import { EagerResult } from '../../../src/types/result-eager.js'

const keys = ['n']
const rows = [1, 2, 3].map(n => ({ n }))
const summary = { database: { name: 'neo4j' } }

/** As much of a result as transformers use: three rows, or a failure after the second. */
function resultOf (failure?: Error): { result: any, ended: jest.Mock } {
  const ended = jest.fn()
  const result = {
    then: (resolve: (value: unknown) => void, reject: (error: Error) => void) => {
      if (failure === undefined) {
        resolve({ records: rows, summary })
      } else {
        reject(failure)
      }
    },
    keys: async () => keys,
    summary: async () => summary,
    subscribe: (observer: any) => {
      observer.onKeys(keys)
      const received = failure === undefined ? rows : rows.slice(0, 2)
      received.forEach(row => observer.onNext(row))
      if (failure === undefined) {
        observer.onCompleted(summary)
      } else {
        observer.onError(failure)
      }
    },
    as: async (...rules: unknown[]) => ({ records: rules, summary }),
    [Symbol.asyncIterator]: () => {
      const rest = [...rows]
      return {
        next: async () => {
          const value = rest.shift()
          if (failure !== undefined) {
            throw failure
          }
          return value === undefined ? { done: true, value: summary } : { done: false, value }
        },
        return: ended
      }
    }
  }
  return { result, ended }
}

describe.each(['eager', 'eagerResultTransformer'] as const)('%s()', name => {
  it('gives keys, records and summary', async () => {
    const eager = await resultTransformers[name]()(resultOf().result)
    expect(eager).toBeInstanceOf(EagerResult)
    expect(eager).toEqual({ keys, records: rows, summary })
  })

  it('fails with the result', async () => {
    await expect(resultTransformers[name]()(resultOf(new Error('lost')).result)).rejects.toThrow('lost')
  })
})

describe.each(['mapped', 'mappedResultTransformer'] as const)('%s()', name => {
  const transformer = (config: any): any => resultTransformers[name](config)

  it('maps each record and leaves out what is undefined', async () => {
    const map = (row: any): number | undefined => row.n === 2 ? undefined : row.n * 10
    expect(await transformer({ map })(resultOf().result)).toEqual({ records: [10, 30], keys, summary })
  })

  it('gives what is made of the records, keys and summary', async () => {
    const collect = (...all: unknown[]): unknown => all
    expect(await transformer({ collect })(resultOf().result)).toEqual([rows, summary, keys])
    expect(await transformer({ map: (row: any) => row.n, collect })(resultOf().result)).toEqual([[1, 2, 3], summary, keys])
  })

  it('needs something to do', () => {
    for (const config of [undefined, null, {}]) {
      expect(() => transformer(config)).toThrow('Requires a map or/and a collect functions.')
    }
  })

  it('fails with the result', async () => {
    await expect(transformer({ map: (row: any) => row })(resultOf(new Error('lost')).result)).rejects.toThrow('lost')
  })

  it("fails with the program's own functions, at the first error, and spares the reader of the stream", async () => {
    const map = jest.fn(() => { throw new Error('bad map') })
    const collect = jest.fn()
    await expect(transformer({ map, collect })(resultOf().result)).rejects.toThrow('bad map')
    expect([map.mock.calls.length, collect.mock.calls.length]).toEqual([1, 0])
    await expect(transformer({ collect: () => { throw new Error('bad end') } })(resultOf().result)).rejects.toThrow('bad end')
  })
})

describe('first()', () => {
  it('gives the first record and ends the result', async () => {
    const { result, ended } = resultOf()
    expect(await resultTransformers.first()(result)).toBe(rows[0])
    expect(ended).toHaveBeenCalledTimes(1)
  })

  it('gives undefined where there is none', async () => {
    const { result } = resultOf()
    result[Symbol.asyncIterator] = () => ({ next: async () => ({ done: true, value: summary }) })
    expect(await resultTransformers.first()(result)).toBeUndefined()
  })

  it('fails with the result', async () => {
    await expect(resultTransformers.first()(resultOf(new Error('lost')).result)).rejects.toThrow('lost')
  })
})

it('summary() gives the summary only', async () => {
  expect(await resultTransformers.summary()(resultOf().result)).toBe(summary)
})

it('hydrated() leaves the mapping to the result', async () => {
  const rules = { name: {} }
  expect(await resultTransformers.hydrated(rules)(resultOf().result)).toEqual({ records: [rules, undefined], summary })
  class Person {}
  expect(await resultTransformers.hydrated(Person, rules)(resultOf().result)).toEqual({ records: [Person, rules], summary })
})

it('nobody can change the transformers', () => {
  expect(Object.isFrozen(resultTransformers)).toBe(true)
})
