import fc from 'fast-check'
import { Fifo } from '../../src/fifo.js'

type Step = ['push', number] | ['shift' | 'takeAll' | 'peek' | 'toArray']

const steps = fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('push' as const), fc.integer({ min: 1, max: 3000 })) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('shift' as const), fc.integer({ min: 1, max: 3000 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('takeAll', 'peek', 'toArray')) as fc.Arbitrary<Step> }
), { maxLength: 30 })

describe('a queue', () => {
  it('gives its items in the order in which they came, whatever is done in between', () => {
    fc.assert(fc.property(steps, sequence => {
      const [queue, model] = [new Fifo<number>(), [] as number[]]
      let next = 0
      for (const [name, count = 1] of sequence as Array<[string, number?]>) {
        if (name === 'push') {
          for (let i = 0; i < count; i++, next++) { queue.push(next); model.push(next) }
        } else if (name === 'shift') {
          const out = Array.from({ length: count }, () => queue.shift())
          expect(out).toEqual([...model.splice(0, count), ...Array(count).fill(undefined)].slice(0, count))
        } else if (name === 'takeAll') {
          expect(queue.takeAll()).toEqual(model.splice(0))
        } else {
          expect(queue.toArray()).toEqual(model)
        }
        expect([queue.size, queue.isEmpty, queue.peek()]).toEqual([model.length, model.length === 0, model[0]])
      }
    }), { numRuns: 60 })
  })

  it('tells an empty queue from an item that is undefined', () => {
    const queue = new Fifo<undefined>()
    queue.push(undefined)
    expect([queue.size, queue.isEmpty]).toEqual([1, false])
    queue.shift()
    queue.shift()
    expect([queue.size, queue.isEmpty]).toEqual([0, true])
    queue.push(undefined)
    expect(queue.size).toBe(1)
  })

  it('gives all its items away, and takes new ones that the old array does not get', () => {
    const queue = new Fifo<number>()
    for (const item of [1, 2, 3]) queue.push(item)
    const [copy, all] = [queue.toArray(), queue.takeAll()]
    queue.push(4)
    copy.push(5)
    expect([all, queue.toArray()]).toEqual([[1, 2, 3], [4]])
  })

  it('lets go of an item as soon as it is taken out', () => {
    const queue = new Fifo<number>()
    const slots = pushAndSee(queue, 1)
    for (const item of [2, 3]) queue.push(item)
    queue.shift()
    expect(slots).toEqual([undefined, 2, 3])
    queue.shift()
    expect(slots).toEqual([undefined, undefined, 3])
    queue.shift()
    expect(slots).toEqual([undefined, undefined, undefined])
  })

  it('does not keep the slots of what was taken out, also if it is never empty', () => {
    const queue = new Fifo<number>()
    queue.push(0)
    let longest = 0
    for (let i = 1; i < 20_000; i++) {
      queue.push(i)
      queue.shift()
      if (i % 100 === 0) longest = Math.max(longest, pushAndSee(queue, i).length)
    }
    expect(queue.size).toBe(200)
    expect(longest).toBeLessThan(2100)
  })
})

/** Adds an item. @returns the array inside of the queue, which nothing else shows */
function pushAndSee<T> (queue: Fifo<T>, item: T): unknown[] {
  const push = jest.spyOn(Array.prototype, 'push')
  try {
    queue.push(item)
    return push.mock.contexts[0] as unknown[]
  } finally {
    push.mockRestore()
  }
}
