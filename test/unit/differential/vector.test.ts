import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { Vector, isVector, vector } from '../../../src/types/vector.js'
import { outcome } from '../../helpers/outcome.js'

const OurVector = Vector as any
const TheirVector = neo4j.Vector as any

const array: fc.Arbitrary<any> = fc.oneof(
  fc.int8Array(), fc.int16Array(), fc.int32Array(), fc.bigInt64Array(), fc.float32Array(), fc.float64Array()
)
const noVector: fc.Arbitrary<any> = fc.oneof(
  fc.uint8Array(), fc.uint16Array(), fc.uint32Array(), fc.bigUint64Array(), fc.uint8ClampedArray(), fc.anything(),
  fc.constantFrom(null, undefined, Object.create(null), [1, 2], new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), Buffer.from([1]))
)

describe('vectors beside those of neo4j-driver', () => {
  it('have the same fields, type and text', () => {
    fc.assert(fc.property(array, values => {
      expect(outcome(() => new OurVector(values))).toEqual(outcome(() => new TheirVector(values)))
      expect(outcome(() => vector(values))).toEqual(outcome(() => neo4j.vector(values)))
      expect(vector(values).toString()).toBe(neo4j.vector(values).toString())
      expect(vector(values).getType()).toBe(neo4j.vector(values).getType())
      expect(outcome(() => JSON.stringify(vector(values)))).toEqual(outcome(() => JSON.stringify(neo4j.vector(values))))
    }))
  })

  it('keep the array that they are given', () => {
    const values = Float32Array.of(1, 2)
    expect(vector(values).asTypedArray()).toBe(values)
  })

  it('refuse the same arguments in the same words', () => {
    fc.assert(fc.property(noVector, values => {
      expect(outcome(() => new OurVector(values))).toEqual(outcome(() => new TheirVector(values)))
      expect(outcome(() => vector(values))).toEqual(outcome(() => neo4j.vector(values)))
    }))
  })

  it('of a type that is not known cannot be written', () => {
    const [ours, theirs] = [vector(Int8Array.of(1)) as any, neo4j.vector(Int8Array.of(1)) as any]
    ours._type = theirs._type = 'INT128'
    expect(outcome(() => ours.toString())).toEqual(outcome(() => theirs.toString()))
  })

  it('are recognised by both drivers', () => {
    const values = Int8Array.of(1)
    expect([neo4j.isVector(vector(values)), isVector(neo4j.vector(values)), isVector(values), isVector(null)]).toEqual([true, true, false, false])
  })
})
