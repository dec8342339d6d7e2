/** The sum of what `ask` gives, so many times, one after the other. */
export async function repeat (count, ask) {
  let sum = 0
  for (let i = 0; i < count; i++) sum += await ask()
  return sum
}

/** `count` calls shared out over `parallel` loops. */
export async function repeatInParallel (count, parallel, ask) {
  const share = Math.ceil(count / parallel)
  const sums = await Promise.all(Array.from({ length: parallel }, () => repeat(share, ask)))
  return sums.reduce((total, sum) => total + sum, 0)
}
