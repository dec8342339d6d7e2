import type { Result } from '../../src/session/result.js'
import { valueOf } from './streaming.js'

/** Ways to read a result to its end; each gives the values of all its rows. */
export const rowReaders: Record<string, (result: Result) => Promise<number[]>> = {
  await: async result => (await result).records.map(valueOf),
  'for await': async result => {
    const values: number[] = []
    for await (const record of result) values.push(valueOf(record))
    return values
  },
  subscribe: async result => await new Promise((resolve, reject) => {
    const values: number[] = []
    result.subscribe({
      onNext: record => { values.push(valueOf(record)) },
      onCompleted: () => { resolve(values) },
      onError: reject
    })
  })
}

export type ReadOutcome = { rows: number[] } | { error: string }

/** What a reader gets, in a form that can be compared. */
export async function outcomeOf (work: Promise<number[]>): Promise<ReadOutcome> {
  return await work.then(rows => ({ rows }), (error: Error) => ({ error: error.message }))
}
