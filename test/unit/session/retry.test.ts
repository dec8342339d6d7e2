import { newError } from '../../../src/error.js'
import { retry } from '../../../src/session/retry.js'
import { FakeClock } from '../../helpers/fake-clock.js'

it('work is tried again after pauses that double up to 4 s, give or take a fifth, for half a minute', async () => {
  const clock = new FakeClock()
  const moments: number[] = []
  const work = async (): Promise<never> => {
    moments.push(clock.now())
    throw newError('not now', 'Neo.TransientError.General.Made')
  }
  const outcome = retry(work, { maxRetryTime: 30_000, clock, signals: undefined, beforePause: () => [] }).catch((error: Error) => error)
  await clock.advance(60_000)

  expect(await outcome).toMatchObject({ message: 'not now' })
  const pauses = moments.slice(1).map((moment, i) => moment - moments[i])
  const expected = pauses.map((_, i) => [1000, 2000, 4000][Math.min(i, 2)])
  for (const [i, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(0.8 * expected[i])
    expect(pause).toBeLessThanOrEqual(1.2 * expected[i])
  }
  expect(moments.at(-2)).toBeLessThanOrEqual(30_000)
  expect(moments.at(-1)).toBeGreaterThan(30_000)
  expect(clock.pending).toBe(0)
})
