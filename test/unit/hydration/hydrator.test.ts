import { createBrokenObject, isBrokenObject } from '../../../src/broken-object.js'
import { Hydrator } from '../../../src/hydration/hydrator.js'
import { Node, Path, PathSegment, Relationship } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { LocalTime } from '../../../src/types/temporal/index.js'
import { errorOf } from '../../helpers/error-of.js'

const time = new LocalTime(int(1), int(2), int(3), int(0))
const failing = new Hydrator({ LocalTime: () => { throw new Error('no') } }, 'integer')

it('passes over values that could not be decoded', () => {
  const broken = createBrokenObject(new Error('an unknown zone'))
  const fields = [broken, [broken], { a: broken }]
  new Hydrator({ DateTime: () => 'hooked' }, 'integer').hydrate(fields, ['a', 'b', 'c'], 0)
  expect([fields[0], (fields[1] as unknown[])[0], (fields[2] as Record<string, unknown>).a].every(isBrokenObject)).toBe(true)
})

it('changes keys of any name', () => {
  const fields = [JSON.parse('{"__proto__": 1, "constructor": 1}')]
  fields[0] = Object.fromEntries(Object.keys(fields[0]).map(key => [key, time]))
  new Hydrator({ LocalTime: () => 'hooked' }, 'integer').hydrate(fields, ['map'], 0)
  expect(Object.entries(fields[0])).toEqual([['__proto__', 'hooked'], ['constructor', 'hooked']])
  expect(Object.getPrototypeOf(fields[0])).toBe(Object.prototype)
})

it.each<[string, unknown, string]>([
  ['a value', time, 'x'],
  ['a list', [1, [2, time]], 'x[1][1]'],
  ['a map', { a: { 'b c': time } }, 'x.a.b c'],
  ['a node', new Node(int(1), [], { at: time }, '1'), 'x.at'],
  ['a node behind others', [new Node(int(1), [], { at: 1 }, '1'), { a: [1] }, new Node(int(1), [], { at: time }, '1')], 'x[2].at'],
  ['a long key', { ['k'.repeat(100)]: time }, `x.${'k'.repeat(26)}…${'k'.repeat(13)}`]
])('says where in the record it failed: %s', (_, value, where) => {
  const error = errorOf(() => { failing.hydrate([1, value], ['first', 'x'], 7) })
  expect(error).toMatchObject({ message: `The hydration hook for LocalTime failed at record 7, ${where}.`, recordIndex: 7 })
})

it('says where in a path it failed', () => {
  const [start, end] = [new Node(int(1), [], {}, '1'), new Node(int(2), [], {}, '2')]
  const knows = new Relationship(int(1), int(1), int(2), 'KNOWS', { at: time })
  const walk = new Path(start, end, [new PathSegment(start, knows, end)])
  expect(errorOf(() => { failing.hydrate([walk], ['p'], 0) })).toMatchObject({ path: ['p', 'segments', 0, 'relationship', 'at'] })
  expect(errorOf(() => { failing.hydrate([time], ['p'], 1) })).toMatchObject({ path: ['p'] })
})

it('needs no table where the reader does it all', () => {
  expect(new Hydrator({}, 'integer')).toMatchObject({ converts: false, decoding: undefined })
  expect(new Hydrator({ Integer: 'number' }, 'number').decoding).toBeUndefined()
  const both = new Hydrator({ Integer: 'safe', floats: 'typed' }, 'integer')
  expect(both).toMatchObject({ converts: false, decoding: { integers: 'safe', typedFloats: true } })
  expect(new Hydrator({ Integer: 'safe', floats: 'typed' }, 'number').decoding).toBe(both.decoding)
})

it('hydrates what is nested as deeply as messages may be', () => {
  let value: unknown = time
  for (let depth = 0; depth < 1999; depth++) value = depth % 2 === 0 ? [value] : { a: value }
  const fields = [value]
  new Hydrator({ LocalTime: () => 'hooked' }, 'integer').hydrate(fields, ['deep'], 0)
  let inner: any = fields[0]
  while (typeof inner === 'object') inner = inner.a ?? inner[0]
  expect(inner).toBe('hooked')
})
