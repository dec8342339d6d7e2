import { newError } from '../../../src/error.js'
import { captureCallers, traced, withCallersStack } from '../../../src/session/stack.js'

// V8's default; Jest has more.
const { stackTraceLimit } = Error
beforeAll(() => { Error.stackTraceLimit = 10 })
afterAll(() => { Error.stackTraceLimit = stackTraceLimit })

/** Made where no function of the program is on the stack. */
async function strangeError (): Promise<Error> {
  const error = newError('lost')
  error.stack = 'Neo4jError: lost\n    at Socket.emit (node:events:518:28)\n    at process.processTicksAndRejections (node:internal/process/task_queues:90:21)\n    at node:internal/main/run_main_module:28:49'
  return error
}

async function traces (error: Error): Promise<Error> {
  return await traced(Promise.resolve().then(() => { throw error })).catch((error: Error) => error)
}

it('an error gets the frames of the caller that waits for it', async () => {
  const error = await traces(await strangeError())
  expect(error.stack?.split('\n')[0]).toBe('Neo4jError: lost')
  expect(error.stack).toContain('stack.test.ts')
  expect(error.stack?.split('\n').length).toBeLessThanOrEqual(11)
})

it('an error that shows the program already, and one of another kind, stays', async () => {
  const own = newError('mine')
  const { stack } = own
  expect((await traces(own)).stack).toBe(stack)
  const fault = new TypeError('fault')
  const before = fault.stack
  expect((await traces(fault)).stack).toBe(before)
  expect(withCallersStack(5)).toBe(5)
})

it('the frames of a callback are used where no caller waits', async () => {
  const callers = (function subscribes () { return captureCallers(captureCallers) })()
  const error = await strangeError()
  await new Promise<void>(resolve => { setImmediate(() => { withCallersStack(error, callers); resolve() }) })
  expect(error.stack).toContain('stack.test.ts')
})

it('a frozen error stays as it is', async () => {
  const error = Object.freeze(await strangeError())
  const untouched = error.stack
  expect(await traces(error)).toBe(error)
  expect(error.stack).toBe(untouched)
})

describe('a program that has its own idea of stacks', () => {
  const limit: PropertyDescriptor = { value: 10, writable: true, enumerable: true, configurable: true }
  // Jest has a form of its own, too.
  const { prepareStackTrace } = Error
  afterEach(() => {
    Object.defineProperty(Error, 'stackTraceLimit', limit)
    Error.prepareStackTrace = prepareStackTrace
  })

  /** A copy of the module that has seen no error yet. */
  function fresh (): typeof traces {
    let copy: typeof import('../../../src/session/stack.js') | undefined
    jest.isolateModules(() => { copy = jest.requireActual('../../../src/session/stack.js') })
    return async error => await (copy as NonNullable<typeof copy>).traced(Promise.resolve().then(() => { throw error })).catch((error: Error) => error)
  }

  it('by source maps: gets its errors with its frames, and without those of the package, which the maps name otherwise', async () => {
    const trace = fresh()
    const error = await strangeError()
    Error.prepareStackTrace = (error, frames) =>
      [String(error), ...frames.map(frame => `    at ${String(frame).replace(/src[\\/]session[\\/](\w+)\.ts/, 'dist/modules/session/$1.js')}`)].join('\n')
    await trace(error)
    expect(error.stack).toContain('stack.test.ts')
    expect(error.stack).not.toMatch(/dist[\\/]modules/)
  })

  it.each<[string, () => void]>([
    ['has no frames', () => { Error.stackTraceLimit = 0 }],
    ['has none by a text for a number', () => { Error.stackTraceLimit = 'ten' as unknown as number }],
    ['has no limit at all', () => { delete (Error as { stackTraceLimit?: number }).stackTraceLimit }],
    ['can not be changed', () => { Object.defineProperty(Error, 'stackTraceLimit', { value: 3, writable: false, configurable: true }) }],
    ['gives arrays', () => { Error.prepareStackTrace = (_, frames) => frames }],
    ['gives nothing', () => { Error.prepareStackTrace = () => undefined }],
    ['gives lines without frames', () => { Error.prepareStackTrace = error => String(error) }],
    ['fails', () => { Error.prepareStackTrace = () => { throw new Error('bad prepareStackTrace') } }]
  ])('which %s, gets its error, and later ones with their frames', async (_, change) => {
    const trace = fresh()
    const [first, second, last] = [await strangeError(), await strangeError(), await strangeError()]
    change()
    const results = [await trace(first), await trace(second)]
    const after = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.value as unknown
    Object.defineProperty(Error, 'stackTraceLimit', limit)
    Error.prepareStackTrace = prepareStackTrace
    expect(results).toEqual([first, second])
    for (const { message } of results) expect(message).toBe('lost')
    expect(after).not.toBe(50)
    expect((await trace(last)).stack).toContain('stack.test.ts')
    expect(last.stack).not.toMatch(/src[\\/]session/)
  })
})
