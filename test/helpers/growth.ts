const ROUNDS = 5
const ATTEMPTS = 5
/** How much longer the long text is: far apart, so that the noise of a busy machine is not taken for growth. */
export const LONGER = 4

/** Enough to be sure that time does not grow with the square of the length. */
const GOOD = 2 * LONGER

/**
 * How much more time of the processor `work` takes for {@link LONGER} times the length: 4 if its time is linear, 16 if
 * it is quadratic, 1 if it is constant. Both lengths take turns, the best of several attempts counts, and a round that
 * looks bad is repeated.
 */
export function growth (work: (length: number) => void, length: number): number {
  // Once before, so that neither length pays for the compiler.
  work(length)
  let least = Infinity
  for (let round = 0; round < ROUNDS && least > GOOD; round++) least = Math.min(least, measure(work, length))
  return least
}

function measure (work: (length: number) => void, length: number): number {
  let [short, long] = [Infinity, Infinity]
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    short = Math.min(short, timeOf(() => { work(length) }))
    long = Math.min(long, timeOf(() => { work(LONGER * length) }))
  }
  return long / short
}

/** In microseconds; what other processes do meanwhile does not count. */
function timeOf (work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return Math.max(1, user + system)
}
