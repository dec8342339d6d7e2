import fc from 'fast-check'
import { Node, isNode } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { Record, makeFieldLookup } from '../../../src/types/record.js'
import { UnsupportedType, isUnsupportedType } from '../../../src/types/unsupported.js'
import { UUID, uuid } from '../../../src/types/uuid.js'

describe('a node', () => {
  it('has no more fields than it shows, and can be changed', () => {
    const node = new Node(int(1), ['A'], {})
    expect(Object.getOwnPropertyNames(node)).toEqual(['identity', 'labels', 'properties', 'elementId'])
    node.elementId = 'other'
    expect(node.elementId).toBe('other')
  })

  it('of another copy of the driver is recognized by the mark of its class', () => {
    class OtherNode {}
    Object.defineProperty(OtherNode.prototype, '__isNode__', { value: true })
    expect([isNode(new OtherNode()), isNode(new (class extends OtherNode {})())]).toEqual([true, true])
  })

  it('without an element id has its identity for one', () => {
    expect([new Node(int(7), [], {}).elementId, new Node(7, [], {}).elementId, new Node(7n, [], {}, '4:a:7').elementId]).toEqual(['7', '7', '4:a:7'])
  })
})

describe('a record', () => {
  it('shares the lookup of its result', () => {
    const keys = ['a', 'b']
    const lookup = makeFieldLookup(keys)
    const [first, second] = [new Record(keys, [1, 2], lookup), new Record(keys, [3, 4], lookup)] as any[]
    expect(first._fieldLookup).toBe(second._fieldLookup)
    expect([first.get('b'), second.get('b')]).toEqual([2, 4])
  })

  it('finds only its own keys', () => {
    const record = new Record(['a'], [1])
    expect(['a', 'toString', 'constructor', '__proto__'].map(key => record.has(key))).toEqual([true, false, false, false])
  })

  it('says which keys there are when asked for another one', () => {
    expect(() => new Record(['name', 'born'], ['Ada', 1815]).get('nmae')).toThrow(expect.objectContaining({
      code: 'N/A', message: "This record has no field with key 'nmae', available keys are: [name,born]."
    }))
  })
})

describe('a value of a type that the connection cannot carry', () => {
  const value = new UnsupportedType('VECTOR', 6, 0, 'use Bolt 6.0')

  it('tells its name, the version that can, and what the server says', () => {
    expect({ ...value }).toEqual({ name: 'VECTOR', minimumProtocolVersion: '6.0', message: 'use Bolt 6.0' })
    expect(String(value)).toBe('UnsupportedType<VECTOR>')
  })

  it('is recognised', () => {
    expect([isUnsupportedType(value), isUnsupportedType({}), isUnsupportedType(null)]).toEqual([true, false, false])
  })
})

describe('a UUID', () => {
  it('is the same after being written and read', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes => {
      expect(UUID.fromString(uuid(bytes).toString()).getTypedArray()).toEqual(bytes)
    }))
  })

  it('does not share its bytes with the pool of buffers', () => {
    expect(uuid('00112233-4455-6677-8899-aabbccddeeff').getTypedArray().buffer.byteLength).toBe(16)
  })
})
