import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { UUID, isUUID, uuid } from '../../../src/types/uuid.js'
import { outcome } from '../../helpers/outcome.js'

const OurUUID = UUID as any
const TheirUUID = neo4j.UUID as any

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
const text = fc.oneof(
  fc.uuid(),
  fc.uuid().map(value => value.toUpperCase()),
  fc.uuid().map(value => value.replaceAll('-', '')),
  fc.uuid().map(value => value.replace('-', '')),
  fc.uuid().map(value => value + '\n'),
  fc.uuid().map(value => `{${value}}`),
  fc.string()
)

describe('UUIDs beside those of neo4j-driver', () => {
  it('are read from and written as the same text', () => {
    fc.assert(fc.property(text, value => {
      expect(outcome(() => uuid(value))).toEqual(outcome(() => neo4j.uuid(value)))
      expect(outcome(() => UUID.fromString(value).toString())).toEqual(outcome(() => TheirUUID.fromString(value).toString()))
    }))
  })

  it('have the same fields, text and JSON for the same bytes', () => {
    fc.assert(fc.property(bytes, value => {
      expect(outcome(() => uuid(value))).toEqual(outcome(() => neo4j.uuid(value)))
      expect(uuid(value).toString()).toBe(neo4j.uuid(value).toString())
      expect(JSON.stringify(uuid(value))).toBe(JSON.stringify(neo4j.uuid(value)))
      expect(uuid(value).getTypedArray()).toBe(value)
    }))
  })

  it('refuse the same arguments in the same words', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.array(fc.nat(255)), fc.anything()), (value: any) => {
      expect(outcome(() => uuid(value))).toEqual(outcome(() => neo4j.uuid(value)))
      expect(outcome(() => new OurUUID(value))).toEqual(outcome(() => new TheirUUID(value)))
    }))
  })

  it('are recognised by both drivers', () => {
    const value = '00112233-4455-6677-8899-aabbccddeeff'
    expect([neo4j.isUUID(uuid(value)), isUUID(neo4j.uuid(value)), isUUID(value), isUUID(undefined)]).toEqual([true, true, false, false])
  })
})
