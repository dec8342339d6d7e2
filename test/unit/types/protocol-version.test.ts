import { ProtocolVersion } from '../../../src/types/protocol-version.js'

describe('a protocol version', () => {
  it.each([
    [[4, 4], [5, 0], -1],
    [[5, 0], [5, 4], -1],
    [[5, 4], [5, 4], 0],
    [[5, 8], [5, 4], 1],
    [[6, 0], [5, 8], 1]
  ])('%j compared with %j is %i', ([major, minor], [otherMajor, otherMinor], order) => {
    const a = new ProtocolVersion(major, minor)
    const b = new ProtocolVersion(otherMajor, otherMinor)
    expect([a.isLessThan(b), a.isLessOrEqualTo(b), a.isEqualTo(b), a.isGreaterOrEqualTo(b), a.isGreaterThan(b)])
      .toEqual([order < 0, order <= 0, order === 0, order >= 0, order > 0])
  })

  it('knows its parts and reads as 5.8', () => {
    const version = new ProtocolVersion(5, 8)
    expect([version.getMajor(), version.getMinor(), String(version), JSON.stringify(version)]).toEqual([5, 8, '5.8', '{"major":5,"minor":8}'])
  })
})
