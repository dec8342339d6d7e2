import { Deadline } from '../../src/clock.js'
import { FakeClock } from '../helpers/fake-clock.js'

describe('a deadline limits work', () => {
  it('gives what the work gives, and leaves no timer', async () => {
    const clock = new FakeClock()
    await expect(new Deadline(100, clock).limit(Promise.resolve(7), () => new Error('late'))).resolves.toBe(7)
    expect(clock.pending).toBe(0)
  })

  it('rejects when it passes, with only the time that was left', async () => {
    const clock = new FakeClock()
    const deadline = new Deadline(100, clock)
    await clock.advance(60)
    const limited = expect(deadline.limit(new Promise(() => {}), () => new Error('late'))).rejects.toThrow('late')
    await clock.advance(39)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    await limited
  })

  it('rejects with the error of the work', async () => {
    await expect(new Deadline(Infinity, new FakeClock()).limit(Promise.reject(new Error('work')), () => new Error('late'))).rejects.toThrow('work')
  })
})
