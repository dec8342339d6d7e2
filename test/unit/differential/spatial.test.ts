import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { int } from '../../../src/types/integer.js'
import { Point, isPoint } from '../../../src/types/spatial.js'
import { outcome } from '../../helpers/outcome.js'

const OurPoint = Point as any
const TheirPoint = neo4j.types.Point as any

const srid = fc.oneof(fc.integer(), fc.double(), fc.bigInt(), fc.constantFrom(4326, 4979, 7203, 9157))
const coordinate = fc.oneof(fc.double(), fc.integer())
const height = fc.oneof(coordinate, fc.constantFrom(undefined, null, NaN))

describe('points beside those of neo4j-driver', () => {
  it('have the same fields, text and JSON', () => {
    fc.assert(fc.property(srid, coordinate, coordinate, height, (...args) => {
      expect(outcome(() => new OurPoint(...args))).toEqual(outcome(() => new TheirPoint(...args)))
      expect(new OurPoint(...args).toString()).toBe(new TheirPoint(...args).toString())
      expect(outcome(() => JSON.stringify(new OurPoint(...args)))).toEqual(outcome(() => JSON.stringify(new TheirPoint(...args))))
    }))
  })

  it('take an Integer as srid', () => {
    fc.assert(fc.property(fc.integer(), coordinate, coordinate, height, (value, ...rest) => {
      expect(outcome(() => new OurPoint(int(value), ...rest))).toEqual(outcome(() => new TheirPoint(neo4j.int(value), ...rest)))
      expect(new OurPoint(int(value), ...rest).toString()).toBe(new TheirPoint(neo4j.int(value), ...rest).toString())
    }))
  })

  it('refuse the same arguments in the same words', () => {
    const anything = fc.oneof(coordinate, fc.anything())
    fc.assert(fc.property(anything, anything, anything, anything, (...args) => {
      expect(outcome(() => new OurPoint(...args))).toEqual(outcome(() => new TheirPoint(...args)))
    }))
  })

  it('are recognised by both drivers, and nothing else is', () => {
    expect(neo4j.isPoint(new Point(int(4326), 1, 2))).toBe(true)
    expect(isPoint(new neo4j.types.Point(neo4j.int(4326), 1, 2))).toBe(true)
    fc.assert(fc.property(fc.anything(), value => { expect(isPoint(value)).toBe(neo4j.isPoint(value as any)) }))
  })

  it('cannot be changed', () => {
    const point = new Point(4326, 1, 2) as { x: number }
    expect(() => { point.x = 5 }).toThrow(TypeError)
    expect(point.x).toBe(1)
  })
})
