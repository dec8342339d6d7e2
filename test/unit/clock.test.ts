import { Deadline, sleep, systemClock } from '../../src/clock.js'
import { FakeClock } from '../helpers/fake-clock.js'

describe('sleep', () => {
  it('ends after its time and leaves no timer', async () => {
    const clock = new FakeClock()
    let awake = false
    const sleeping = sleep(100, clock).then(() => { awake = true })
    await clock.advance(99)
    expect(awake).toBe(false)
    await clock.advance(1)
    await sleeping
    expect(awake).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('ends at once with the reason of an aborted signal, without timer or listener left', async () => {
    const clock = new FakeClock()
    const controller = new AbortController()
    const remove = jest.spyOn(controller.signal, 'removeEventListener')
    const sleeping = sleep(100, clock, controller.signal)
    controller.abort(new Error('enough'))
    await expect(sleeping).rejects.toThrow('enough')
    expect(clock.pending).toBe(0)
    await expect(sleep(100, clock, controller.signal)).rejects.toThrow('enough')

    const other = new AbortController()
    const removeOther = jest.spyOn(other.signal, 'removeEventListener')
    const second = sleep(5, clock, other.signal)
    await clock.advance(5)
    await second
    expect(removeOther).toHaveBeenCalledTimes(1)
    expect(remove).not.toHaveBeenCalled()
  })
})

describe('a deadline', () => {
  it('counts down to 0 and not below', async () => {
    const clock = new FakeClock()
    const deadline = new Deadline(50, clock)
    await clock.advance(20)
    expect([deadline.elapsed, deadline.remaining, deadline.expired]).toEqual([20, 30, false])
    await clock.advance(40)
    expect([deadline.elapsed, deadline.remaining, deadline.expired]).toEqual([60, 0, true])
  })

  it('without limit never expires', () => {
    expect(new Deadline(Infinity).expired).toBe(false)
  })
})

describe('the system clock', () => {
  it('fires a timer, unless it is cleared', async () => {
    const cleared = jest.fn()
    systemClock.clear(systemClock.setTimeout(cleared, 1))
    await new Promise<void>(resolve => { systemClock.setTimeout(resolve, 5) })
    expect(cleared).not.toHaveBeenCalled()
  })

  it('holds the process for a wait, but not for upkeep', () => {
    const wait = systemClock.setTimeout(() => undefined, 60_000) as NodeJS.Timeout
    const upkeep = systemClock.setTimeout(() => undefined, 60_000, true) as NodeJS.Timeout
    expect([wait.hasRef(), upkeep.hasRef()]).toEqual([true, false])
    systemClock.clear(wait)
    systemClock.clear(upkeep)
  })

  it('does not take a wait without limit, or of many days, for one of no time', async () => {
    const fired = jest.fn()
    expect(systemClock.setTimeout(fired, Infinity)).toBeUndefined()
    systemClock.clear(undefined)
    const days = systemClock.setTimeout(fired, 2 ** 40)
    await sleep(10)
    systemClock.clear(days)
    expect(fired).not.toHaveBeenCalled()
  })
})
