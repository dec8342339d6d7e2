import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs one scenario with one driver (or floor) in a fresh process and resolves to its figures. */
export function runClient (job) {
  const file = fileURLToPath(new URL('./client.mjs', import.meta.url))
  const child = fork(file, [JSON.stringify(job)], { execPath: job.node, execArgv: ['--expose-gc'] })
  return new Promise((resolve, reject) => {
    let answer
    child.once('message', (message) => { answer = message })
    child.once('exit', (code) => {
      if (answer?.result !== undefined) resolve(answer.result)
      else reject(new Error(`${job.scenario} with ${job.driver} failed: ${answer?.error ?? `exit code ${code}`}`))
    })
  })
}
