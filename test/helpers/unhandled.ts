import { runInThisContext } from 'node:vm'
import { settle } from './fake-clock.js'

/** Tests see a copy of it, on which nothing is reported. */
export const mainProcess = runInThisContext('process') as NodeJS.Process

/** What Node reports as unhandled rejections while `work` runs, and what follows from it. The test itself does not fail by that. */
export async function unhandledIn (work: () => unknown): Promise<unknown[]> {
  const reported: unknown[] = []
  const listener = (reason: unknown): void => { reported.push(reason) }
  const others = mainProcess.listeners('unhandledRejection')
  mainProcess.removeAllListeners('unhandledRejection')
  mainProcess.on('unhandledRejection', listener)
  try {
    await work()
    await settle()
    return reported
  } finally {
    mainProcess.off('unhandledRejection', listener)
    for (const other of others) mainProcess.on('unhandledRejection', other)
  }
}
