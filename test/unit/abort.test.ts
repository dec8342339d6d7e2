import { getEventListeners } from 'node:events'
import { abortedOf, abortError, checkSignal, onAbort, onFirstAbort, sharedController, signalsOf } from '../../src/abort.js'
import { isNeo4jError } from '../../src/error.js'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

describe('listening to a signal', () => {
  it('costs one listener, however many calls use the signal, and none when all are over', () => {
    const { signal } = new AbortController()
    const stops = Array.from({ length: 20 }, () => onAbort(signal, () => {}))
    expect(listeners(signal)).toBe(1)
    for (const stop of stops.slice(1)) stop()
    expect(listeners(signal)).toBe(1)
    stops[0]()
    expect(listeners(signal)).toBe(0)
  })

  it('begins anew after the last has stopped', () => {
    const controller = new AbortController()
    const [first, second] = [jest.fn(), jest.fn()]
    onAbort(controller.signal, first)()
    onAbort(controller.signal, second)
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    expect([first.mock.calls, second.mock.calls]).toEqual([[], [[]]])
  })

  it('calls back once, in the order of the calls, and leaves no listener', () => {
    const controller = new AbortController()
    const called: number[] = []
    for (let i = 0; i < 3; i++) onAbort(controller.signal, () => { called.push(i) })
    controller.abort()
    controller.abort()
    expect([called, listeners(controller.signal)]).toEqual([[0, 1, 2], 0])
  })

  it('keeps two calls apart that gave the same function', () => {
    const controller = new AbortController()
    const callback = jest.fn()
    const stop = onAbort(controller.signal, callback)
    onAbort(controller.signal, callback)
    onAbort(controller.signal, callback)
    stop()
    // A second call of it must not end another's listening.
    stop()
    controller.abort()
    expect(callback).toHaveBeenCalledTimes(2)
  })

  it('ends for a call that is stopped while others are called back', () => {
    const controller = new AbortController()
    const stopped = jest.fn()
    const stops: Array<() => void> = []
    onAbort(controller.signal, () => { for (const stop of stops) stop() })
    stops.push(onAbort(controller.signal, stopped), onAbort(controller.signal, stopped))
    controller.abort()
    expect(stopped).not.toHaveBeenCalled()
  })

  it('is nothing for a signal that is aborted already, also while others are called back', () => {
    const controller = new AbortController()
    const late = jest.fn()
    onAbort(controller.signal, () => { onAbort(controller.signal, late) })
    controller.abort()
    onAbort(controller.signal, late)()
    expect([late.mock.calls, listeners(controller.signal)]).toEqual([[], 0])
  })

  it('may be stopped after the signal was aborted', () => {
    const controller = new AbortController()
    const stop = onAbort(controller.signal, () => {})
    controller.abort()
    expect(stop).not.toThrow()
  })

  it('keeps signals apart', () => {
    const [one, other] = [new AbortController(), new AbortController()]
    const callback = jest.fn()
    onAbort(one.signal, callback)
    other.abort()
    expect([callback.mock.calls, listeners(one.signal)]).toEqual([[], 1])
  })
})

describe('listening to several signals', () => {
  it.each([0, 1])('calls back once, with the first that is aborted, and leaves no listener: %i', index => {
    const controllers = [new AbortController(), new AbortController()]
    const signals = controllers.map(({ signal }) => signal)
    const callback = jest.fn()
    onFirstAbort(signals, callback)
    controllers[index].abort()
    controllers[1 - index].abort()
    expect(callback.mock.calls).toEqual([[signals[index]]])
    expect(signals.map(listeners)).toEqual([0, 0])
  })

  it('can be ended', () => {
    const controllers = [new AbortController(), new AbortController()]
    const signals = controllers.map(({ signal }) => signal)
    const callback = jest.fn()
    onFirstAbort(signals, callback)()
    expect(signals.map(listeners)).toEqual([0, 0])
    for (const controller of controllers) controller.abort()
    expect(callback).not.toHaveBeenCalled()
  })
})

describe('the signals of a call', () => {
  const [own, session] = [new AbortController().signal, AbortSignal.abort()]

  it('are its own and that of its session; nothing is made where there is none', () => {
    expect(signalsOf(undefined, undefined)).toBeUndefined()
    expect(signalsOf(own, undefined)).toEqual([own])
    expect(signalsOf(undefined, session)).toEqual([session])
    expect(signalsOf(own, session)).toEqual([own, session])
    expect(signalsOf(own, own)).toHaveLength(1)
  })

  it('may be aborted already', () => {
    expect([abortedOf(undefined), abortedOf([own]), abortedOf([own, session])]).toEqual([undefined, undefined, session])
  })

  it('are checked: null is none, and whatever listens like one is one', () => {
    const other = new EventTarget()
    expect([checkSignal(null), checkSignal(undefined), checkSignal(own), checkSignal(other)]).toEqual([undefined, undefined, own, other])
    expect(() => checkSignal('x')).toThrow(new TypeError('config.signal expected to be an AbortSignal but was: "x"'))
  })
})

it('a signal of the driver takes many listeners without a warning', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  try {
    const { signal } = sharedController()
    for (let i = 0; i < 50; i++) signal.addEventListener('abort', () => {})
    expect(warn).not.toHaveBeenCalled()
  } finally {
    warn.mockRestore()
  }
})

describe('the error of a call that a signal has ended', () => {
  it('is named as Node names it, and has the reason as its cause', () => {
    const reason = new Error('the user went away')
    const error = abortError(AbortSignal.abort(reason), 'run', 'unknown')
    expect(isNeo4jError(error)).toBe(true)
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', retriable: false, phase: 'run', outcome: 'unknown' })
    expect(error.cause).toBe(reason)
    expect(error.message).toBe('The operation was aborted by its signal while its work was running: it is not known whether it was committed.')
  })

  it('is a TimeoutError if the signal was one of a timeout', () => {
    const error = abortError(AbortSignal.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), 'queue', 'notSent')
    expect([error.name, error.code, error.message]).toEqual(['TimeoutError', 'ABORT_ERR', 'The operation was aborted by its signal, which timed out, while waiting for its turn: nothing was sent.'])
  })
})
