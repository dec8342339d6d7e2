import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The garbage collector, without a flag for the whole test run. */
export function collector (): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Collects garbage until `isDone`, or for so many rounds. @returns whether it came to that */
export async function collectUntil (isDone: () => boolean, rounds = 200): Promise<boolean> {
  const collect = collector()
  for (let round = 0; round < rounds && !isDone(); round++) {
    collect()
    await new Promise(resolve => { setTimeout(resolve, 5) })
  }
  return isDone()
}
