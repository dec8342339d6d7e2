import fc from 'fast-check'
import { ServerAddress } from '../../../src/net/address.js'
import { Balancer } from '../../../src/routing/balancer.js'

const [a, b, c] = ['a', 'b', 'c'].map(host => ServerAddress.fromUrl(host))

function balancer (work: Record<string, number> = {}): { take: (servers: ServerAddress[], mode?: 'READ' | 'WRITE') => string | undefined, balancer: Balancer } {
  const balancer = new Balancer(address => work[address.host()] ?? 0)
  const take = (servers: ServerAddress[], mode: 'READ' | 'WRITE' = 'READ'): string | undefined => {
    const chosen = balancer.choose(servers, mode)
    balancer.advance(mode)
    return chosen?.host()
  }
  return { take, balancer }
}

describe('the choice among servers', () => {
  it('falls on the one with the least work', () => {
    expect(balancer({ a: 2, b: 1, c: 3 }).take([a, b, c])).toBe('b')
  })

  it('goes round among those with equally little', () => {
    const { take } = balancer({ b: 5 })
    expect([1, 2, 3, 4, 5, 6].map(() => take([a, b, c]))).toEqual(['a', 'c', 'c', 'a', 'c', 'c'])
    const even = balancer()
    expect([1, 2, 3, 4].map(() => even.take([a, b, c]))).toEqual(['a', 'b', 'c', 'a'])
  })

  it('goes round for readers and writers apart, so that alternating work reaches all', () => {
    const { take } = balancer()
    expect([1, 2, 3, 4].map(() => [take([a, b], 'READ'), take([a, b], 'WRITE')])).toEqual([['a', 'a'], ['b', 'b'], ['a', 'a'], ['b', 'b']])
  })

  it('stays the same until it is taken', () => {
    const { balancer: one } = balancer()
    expect([one.choose([a, b], 'READ'), one.choose([a, b], 'READ')]).toEqual([a, a])
  })

  it('is the only one, or none', () => {
    expect(balancer({ a: 100 }).take([a])).toBe('a')
    expect(balancer().take([])).toBeUndefined()
  })

  it('is never worse than another', () => {
    fc.assert(fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 9 }), fc.nat(20), (works, turns) => {
      const servers = works.map((_, i) => ServerAddress.fromUrl(`server${i}`))
      const chooser = new Balancer(address => works[servers.indexOf(address)])
      for (let i = 0; i < turns; i++) chooser.advance('READ')
      expect(works[servers.indexOf(chooser.choose(servers, 'READ') as ServerAddress)]).toBe(Math.min(...works))
    }))
  })
})
