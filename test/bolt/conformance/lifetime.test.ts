import { newEntry } from '../../../src/pool/entry.js'
import { stageConnection } from '../../helpers/connection.js'

const HOUR = 3_600_000
const { connection } = stageConnection()

describe('the lifetime of a connection', () => {
  it('is as long as configured for one that is alone', () => {
    expect(newEntry(connection, 1000, HOUR, true).expiresAt).toBe(1000 + HOUR)
  })

  it('is up to a tenth shorter for those that came together, and not the same for all', () => {
    const ends = Array.from({ length: 100 }, () => newEntry(connection, 0, HOUR, false).expiresAt)
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0.9 * HOUR)
    expect(Math.max(...ends)).toBeLessThanOrEqual(HOUR)
    expect(new Set(ends).size).toBeGreaterThan(90)
  })
})
