'use strict'

const { spawn } = require('node:child_process')
const { setTimeout: sleep } = require('node:timers/promises')

const STOP_DEADLINE_MS = 30_000
const LINES_KEPT = 40

const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent', 'java.lang', 'java.lang.reflect', 'java.net', 'java.util', 'jdk.internal.ref']

/** What every server needs of the modules of newer JDKs. */
const JAVA_FLAGS = [
  ...OPENED.map(name => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED'
]

/** One server process; it ends when its stdin does, so it cannot outlive us. */
class JavaProcess {
  #child
  #lines = []
  #ended

  constructor (command, args, password) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = new Promise(resolve => {
      this.#child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
      this.#child.once('error', error => resolve(error.message))
    })
    this.#child.stderr.on('data', chunk => this.#keep(chunk))
    this.#child.stdin.on('error', () => {})
    this.#child.stdin.write(password + '\n')
  }

  get pid () {
    return this.#child.pid
  }

  get isRunning () {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  #keep (chunk) {
    this.#lines.push(...String(chunk).split('\n').filter(Boolean))
    this.#lines.splice(0, this.#lines.length - LINES_KEPT)
  }

  async ready (deadlineMs) {
    const announced = new Promise(resolve => {
      this.#child.stdout.on('data', chunk => {
        this.#keep(chunk)
        if (String(chunk).includes('READY')) resolve('READY')
      })
    })
    const timer = new AbortController()
    const late = sleep(deadlineMs, `no answer within ${deadlineMs / 1000} s`, { signal: timer.signal }).catch(() => {})
    const outcome = await Promise.race([announced, this.#ended, late])
    timer.abort()
    if (outcome === 'READY') return
    await this.kill()
    throw new Error(`it did not start (${outcome}):\n${this.#lines.join('\n')}`)
  }

  async stop () {
    this.#child.stdin.end()
    const timer = new AbortController()
    const late = sleep(STOP_DEADLINE_MS, 'late', { signal: timer.signal }).catch(() => {})
    if (await Promise.race([this.#ended, late]) === 'late') await this.kill()
    timer.abort()
  }

  async kill () {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}

module.exports = { JAVA_FLAGS, JavaProcess }
