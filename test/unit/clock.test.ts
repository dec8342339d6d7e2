import { getEventListeners } from 'node:events'
import { inTime, sleep, systemClock } from '../../src/clock.js'
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
    const sleeping = sleep(100, clock, [controller.signal])
    controller.abort(new Error('enough'))
    await expect(sleeping).rejects.toThrow('enough')
    await expect(sleep(100, clock, [controller.signal])).rejects.toThrow('enough')
    expect(clock.pending).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it.each([0, 1])('ends with any of several signals, and listens to none any more: number %i', async aborted => {
    const clock = new FakeClock()
    const controllers = [new AbortController(), new AbortController()]
    const signals = controllers.map(({ signal }) => signal)
    const sleeping = sleep(100, clock, signals)
    expect(signals.map(signal => getEventListeners(signal, 'abort').length)).toEqual([1, 1])
    controllers[aborted].abort(new Error('enough'))
    await expect(sleeping).rejects.toThrow('enough')
    await expect(sleep(100, clock, signals)).rejects.toThrow('enough')
    expect(signals.map(signal => getEventListeners(signal, 'abort').length)).toEqual([0, 0])
    expect(clock.pending).toBe(0)
  })

  it('listens to no signal any more when its time is over', async () => {
    const clock = new FakeClock()
    const { signal } = new AbortController()
    const sleeping = Promise.all([sleep(5, clock, [signal]), sleep(10, clock, [signal, signal])])
    await clock.advance(5)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await clock.advance(5)
    await sleeping
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
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

  it('works with timers that are numbers, as in test environments that play a browser', () => {
    const original = globalThis.setTimeout
    globalThis.setTimeout = (() => 7) as never
    try {
      expect(systemClock.setTimeout(() => undefined, 1, true)).toBe(7)
    } finally {
      globalThis.setTimeout = original
    }
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

describe('limiting the time of work', () => {
  it('calls back when it is up, and leaves it to the callback to end the work', async () => {
    const clock = new FakeClock()
    let finish!: (value: number) => void
    const late = jest.fn(() => { finish(0) })
    const work = inTime(new Promise<number>(resolve => { finish = resolve }), 100, late, clock)
    await clock.advance(99)
    expect(late).not.toHaveBeenCalled()
    await clock.advance(1)
    expect([await work, late.mock.calls.length]).toEqual([0, 1])
  })

  it.each(['resolves', 'rejects'])('leaves no timer when it %s in time', async how => {
    const clock = new FakeClock()
    const work = how === 'resolves' ? Promise.resolve(7) : Promise.reject(new Error('work'))
    const late = jest.fn()
    const outcome = await inTime(work, 100, late, clock).catch((error: Error) => error.message)
    await clock.advance(200)
    expect([outcome, clock.pending, late.mock.calls]).toEqual([how === 'resolves' ? 7 : 'work', 0, []])
  })
})
