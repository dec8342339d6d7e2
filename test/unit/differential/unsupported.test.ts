import fc from 'fast-check'
import * as neo4jCore from 'neo4j-driver-core'
import { UnsupportedType, isUnsupportedType } from '../../../src/types/unsupported.js'
import { outcome } from '../../helpers/outcome.js'

describe('unsupported types beside those of neo4j-driver', () => {
  it('have the same fields and text, and are recognised by both', () => {
    const Theirs = neo4jCore.UnsupportedType
    fc.assert(fc.property(fc.string(), fc.nat(), fc.nat(), fc.option(fc.string(), { nil: undefined }), (...args) => {
      const [ours, theirs] = [new UnsupportedType(...args), new Theirs(...args)]
      expect(outcome(() => ours)).toEqual(outcome(() => theirs))
      expect(String(ours)).toBe(String(theirs))
      expect([isUnsupportedType(theirs), neo4jCore.isUnsupportedType(ours)]).toEqual([true, true])
    }))
  })
})
