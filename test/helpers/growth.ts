const ATTEMPTS = 7

/**
 * How much longer `work` takes for twice the length: 2 if its time is linear, 4 if it is quadratic, 1 if it is constant.
 * The best of several attempts each, so that a busy machine does not matter.
 */
export function growth (work: (length: number) => void, length: number): number {
  // Once before, so that neither length pays for the compiler.
  work(length)
  return best(() => { work(2 * length) }) / best(() => { work(length) })
}

function best (work: () => void): number {
  let least = Infinity
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}
