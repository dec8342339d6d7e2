import { Limit } from '../../src/limit.js'
import { FakeClock, settle } from '../helpers/fake-clock.js'

const late = (): Error => new Error('late')
const forever = new Promise<never>(() => {})

describe('a limit', () => {
  it('counts down to 0 and not below', async () => {
    const clock = new FakeClock()
    const limit = new Limit(50, clock)
    await clock.advance(20)
    expect([limit.elapsed, limit.remaining, limit.expired]).toEqual([20, 30, false])
    await clock.advance(30)
    expect([limit.elapsed, limit.remaining, limit.expired]).toEqual([50, 0, true])
    await clock.advance(10)
    expect([limit.elapsed, limit.remaining, limit.expired]).toEqual([60, 0, true])
  })

  it('of Infinity never expires, and has no timer', () => {
    const clock = new FakeClock()
    const limit = new Limit(Infinity, clock)
    void limit.wait(forever, late)
    expect([limit.expired, limit.remaining, clock.delays]).toEqual([false, Infinity, []])
    expect(new Limit(Infinity).expired).toBe(false)
  })
})

describe('waiting within a limit', () => {
  it('gives what the work gives, and leaves no timer', async () => {
    const clock = new FakeClock()
    await expect(new Limit(100, clock).wait(Promise.resolve(7), late)).resolves.toBe(7)
    expect(clock.pending).toBe(0)
  })

  it('rejects when the deadline passes, with only the time that was left', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    await clock.advance(60)
    const waiting = expect(limit.wait(forever, late)).rejects.toThrow('late')
    await clock.advance(39)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    await waiting
    expect(clock.pending).toBe(0)
  })

  it('rejects with the error of the work, and leaves no timer', async () => {
    const clock = new FakeClock()
    await expect(new Limit(100, clock).wait(Promise.reject(new Error('work')), late)).rejects.toThrow('work')
    expect(clock.pending).toBe(0)
  })

  it('gives what is there already, also after the deadline', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    await clock.advance(200)
    await expect(limit.wait(Promise.resolve(7), late)).resolves.toBe(7)
  })

  it('makes the error of the deadline only if it is needed', async () => {
    const clock = new FakeClock()
    const onExpired = jest.fn(late)
    await new Limit(100, clock).wait(Promise.resolve(7), onExpired)
    await clock.advance(200)
    expect(onExpired).not.toHaveBeenCalled()
  })

  it('ignores what the work does after the deadline', async () => {
    const clock = new FakeClock()
    let fail!: (error: Error) => void
    const waiting = expect(new Limit(100, clock).wait(new Promise((_, reject) => { fail = reject }), late)).rejects.toThrow('late')
    await clock.advance(100)
    // An unhandled rejection would end the test run.
    fail(new Error('much later'))
    await waiting
    await settle()
  })
})

describe('cancelling a limit', () => {
  it('ends every wait at once, with that error, and leaves no timer', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    const waits = Promise.allSettled([limit.wait(forever, late), limit.wait(new Promise(() => {}), late)])
    const reason = new Error('closed')
    limit.cancel(reason)
    expect(clock.pending).toBe(0)
    expect(await waits).toEqual([{ status: 'rejected', reason }, { status: 'rejected', reason }])
  })

  it('ends waits that begin later, also if their work is done already', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    limit.cancel(new Error('closed'))
    await expect(limit.wait(forever, late)).rejects.toThrow('closed')
    await expect(limit.wait(Promise.resolve(7), late)).rejects.toThrow('closed')
    await expect(limit.wait(Promise.reject(new Error('work')), late)).rejects.toThrow('closed')
    expect(clock.pending).toBe(0)
  })

  it('can be asked for before anything is begun', () => {
    const limit = new Limit(100, new FakeClock())
    expect(() => { limit.throwIfCancelled() }).not.toThrow()
    limit.cancel(new Error('closed'))
    expect(() => { limit.throwIfCancelled() }).toThrow('closed')
  })

  it('changes nothing for waits that are over', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    await expect(limit.wait(Promise.resolve(7), late)).resolves.toBe(7)
    const expired = expect(limit.wait(forever, late)).rejects.toThrow('late')
    await clock.advance(100)
    await expired
    limit.cancel(new Error('closed'))
    await settle()
  })

  it('keeps the first reason', async () => {
    const limit = new Limit(100, new FakeClock())
    limit.cancel(new Error('first'))
    limit.cancel(new Error('second'))
    await expect(limit.wait(forever, late)).rejects.toThrow('first')
  })

  it('may be done by one of those that wait', async () => {
    const clock = new FakeClock()
    const limit = new Limit(100, clock)
    const first = limit.wait(forever, () => { limit.cancel(new Error('closed')); return late() })
    const outcomes = Promise.allSettled([first, limit.wait(new Promise(() => {}), late)])
    await clock.advance(100)
    expect((await outcomes).map(outcome => outcome.status === 'rejected' && (outcome.reason as Error).message)).toEqual(['closed', 'closed'])
  })
})
