import { warmUp } from '../../../src/bolt/reader-warm-up.js'
import { KeyCache } from '../../../src/packstream/key-cache.js'
import { PackStreamReader } from '../../../src/packstream/reader.js'

it('the answer that warms a reader up is one whole value', () => {
  const reader = new PackStreamReader({ integers: 'integer', structures: [], keys: new KeyCache() })
  warmUp(reader)
  expect(reader.end).toBeGreaterThan(0)
  expect(reader.position).toBe(reader.end)
})
