import * as fc from 'fast-check'
import { KeyCache } from '../../../src/packstream/key-cache.js'
import { PackStreamReader } from '../../../src/packstream/reader.js'
import { viewOf } from '../../../src/packstream/view.js'
import { packed } from '../../helpers/wire.js'

/** Reads the strings that were packed one after the other. The message is at the very end of its memory, or `after` follows. */
function readAll (texts: unknown[], read: (reader: PackStreamReader) => string, after = Buffer.alloc(0)): string[] {
  const message = Buffer.concat(texts.map(text => packed(text)))
  const memory = Buffer.concat([message, after])
  const reader = new PackStreamReader({ integers: 'integer', structures: [], keys: new KeyCache() })
  reader.open(memory, viewOf(memory), 0, message.length)
  const found: string[] = []
  while (reader.position < reader.end) found.push(read(reader))
  expect(reader.position).toBe(reader.end)
  return found
}

const UUID = '6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001'
const OTHER = '6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e002'
const KINDS = { 'element ids': (reader: PackStreamReader) => reader.readElementId(), names: (reader: PackStreamReader) => reader.readName() }

describe.each(Object.entries(KINDS))('%s', (_, read) => {
  it.each<[string, string[]]>([
    ['of nodes', [`4:${UUID}:1`, `4:${UUID}:12`, `4:${UUID}:1234567890123456`]],
    ['of nodes and relationships in turn', [`5:${UUID}:7`, `4:${UUID}:1`, `4:${UUID}:2`, `5:${UUID}:8`, `4:${UUID}:2`, `4:${UUID}:3`]],
    ['of two databases in turn', [`4:${UUID}:1`, `4:${OTHER}:1`, `4:${UUID}:2`, `4:${OTHER}:2`]],
    ['with a number that is long', [`4:${UUID}:1`, `4:${UUID}:12345678901234567`, `4:${UUID}:2`]],
    ['without a number', [`4:${UUID}:`, `4:${UUID}:1`, `4:${UUID}:`]],
    ['that differ in one character of the beginning', Array.from({ length: 39 }, (_, i) => `4:${UUID}:`.replace(/./g, (c, at) => at === i ? 'a' : c) + '5')],
    ['that are numbers', ['1', '2', '31', '1']],
    ['that do not end in ASCII', [`4:${UUID}:1`, `4:${UUID}:é`, `4:${UUID}:図`]],
    ['that do not begin in ASCII', [`4:${'é'.repeat(18)}:12`, `4:${'é'.repeat(18)}:13`]],
    ['with control characters', [`4:${'\0'.repeat(36)}:1`, `4:${'\0'.repeat(36)}:2`]],
    ['that are labels', ['Person', 'Resident', 'Person', 'Resident', 'Person', 'Person', 'Größe', 'x'.repeat(60), 'Person', 'Resident', '', 'Person']]
  ])('%s', (_, texts) => {
    expect(readAll(texts, read)).toEqual(texts)
    expect(readAll([...texts, ...texts], read, Buffer.from('4:'.repeat(40)))).toEqual([...texts, ...texts])
  })

  it('of any sequence are read as they were sent', () => {
    const id = fc.tuple(fc.constantFrom('4', '5', '6'), fc.constantFrom(UUID, OTHER, UUID.toUpperCase()), fc.nat().map(String)).map(parts => parts.join(':'))
    fc.assert(fc.property(fc.array(fc.oneof(id, fc.string(), fc.constantFrom('Person', 'KNOWS', 'Film'))), texts => {
      expect(readAll(texts, read)).toEqual(texts)
    }))
  })

  it('are refused if they are cut short, or are not strings', () => {
    const whole = packed(`4:${UUID}:123`)
    for (let size = 0; size < whole.length; size++) {
      for (const rest of [0, whole.length - size]) {
        const memory = whole.subarray(0, size + rest)
        const reader = new PackStreamReader({ integers: 'integer', structures: [], keys: new KeyCache() })
        // The prefix and the name are known from before.
        reader.open(whole, viewOf(whole), 0, whole.length)
        read(reader)
        reader.open(memory, viewOf(memory), 0, size)
        const cutShort = (): void => {
          read(reader)
          if (reader.position > reader.end) throw new Error('beyond the end')
        }
        expect(cutShort).toThrow(/ends inside a value|beyond the end|outside the bounds/)
      }
    }
    for (const other of [null, 1n, true, ['x'], { x: 1n }]) {
      expect(() => readAll([other], read)).toThrow('a string was expected')
    }
  })
})
