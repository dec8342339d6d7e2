import { spawn, spawnSync } from 'node:child_process'

/**
 * Runs a program to its end and passes its output through; it gets no standard input.
 *
 * After the deadline its whole process group is killed, so that no child process outlives it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, deadlineSeconds: number }} options
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 */
export function runProcess (command, args, { cwd, env = process.env, deadlineSeconds }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' })
    running.add(child)
    let timedOut = false
    const timers = [setTimeout(() => {
      timedOut = true
      endGroup(child, 'SIGTERM')
      timers.push(setTimeout(endGroup, 5_000, child, 'SIGKILL'))
    }, deadlineSeconds * 1_000)]
    const finish = (code) => {
      timers.forEach(clearTimeout)
      running.delete(child)
      resolve({ code, timedOut })
    }
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      finish(127)
    })
    child.on('close', (code) => finish(code ?? 1))
  })
}

const running = new Set()

/** Windows has no process groups: its own tool kills a process with all its children. */
function endGroup (child, signal) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The process has ended in the meantime.
  }
}

// An interrupted run also ends its child processes: detached groups do not get the terminal's signal.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    running.forEach((child) => endGroup(child, 'SIGTERM'))
    process.exit(1)
  })
}
