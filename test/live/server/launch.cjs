'use strict'

const { execFileSync, spawn, spawnSync } = require('node:child_process')
const { randomBytes } = require('node:crypto')
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs')
const { createServer } = require('node:net')
const { tmpdir } = require('node:os')
const { delimiter, join } = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const { findJdks, javaCommand, pickJdk, rangeText } = require('./java.cjs')
const { jarsAreCached, jarsOf, mavenIsPresent } = require('./jars.cjs')
const { settingsOf } = require('./settings.cjs')
const { serverVersion } = require('./versions.cjs')

const START_DEADLINE_MS = 120_000
const STOP_DEADLINE_MS = 30_000
const LINES_KEPT = 40

const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent', 'java.lang', 'java.lang.reflect', 'java.net', 'java.util', 'jdk.internal.ref']
const JAVA_FLAGS = [
  '-Xmx600m',
  ...OPENED.map(name => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED'
]

/**
 * Why a version cannot be started on this machine, or undefined when nothing speaks against it.
 *
 * @param {string} version
 * @returns {string | undefined}
 */
function obstacle (version) {
  const row = serverVersion(version)
  const jdks = findJdks()
  if (pickJdk(row.java, jdks) === undefined) {
    const present = jdks.map(jdk => jdk.major).join(', ') || 'none'
    return `it needs a JDK of ${rangeText(row.java)}; present: ${present}`
  }
  if (!jarsAreCached(row.version) && !mavenIsPresent()) return 'its jars are not in the cache and Maven (mvn) is not on the PATH'
  return undefined
}

/**
 * Like `obstacle`, but fetches the server first if need be: this blocks, for a minute or so, as jest collects its tests
 * synchronously.
 *
 * @param {string} version
 * @returns {string | undefined}
 */
function obstacleAfterFetching (version) {
  const reason = obstacle(version)
  if (reason !== undefined || jarsAreCached(version)) return reason
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'fetch.cjs'), version], { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] })
  return status === 0 ? undefined : `it cannot be fetched: ${stderr.trim()}`
}

/** @returns {Promise<number>} a port of the loopback interface that is free at this moment */
function freePort () {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** @param {string} folder where `private.key` and `public.crt` for localhost are written */
function makeCertificate (folder) {
  // 3.5 insists on these two, although they stay empty.
  for (const name of ['trusted', 'revoked']) mkdirSync(join(folder, name), { recursive: true })
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', join(folder, 'private.key'), '-out', join(folder, 'public.crt')
  ], { stdio: 'ignore' })
}

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

/** A Neo4j server of ours: made by `startServer`, ended by `stop`. */
class LocalServer {
  #command
  #argumentsOf
  #home
  #process

  constructor (row, jdk, home, port, password, tls, argumentsOf) {
    this.version = row.version
    this.java = jdk.major
    this.host = 'localhost'
    this.port = port
    this.uri = `bolt://localhost:${port}`
    this.username = 'neo4j'
    this.password = password
    this.certificate = tls ? join(home, 'certificates', 'public.crt') : undefined
    this.#command = javaCommand(jdk)
    this.#argumentsOf = argumentsOf
    this.#home = home
  }

  get pid () {
    return this.#process?.pid
  }

  get isRunning () {
    return this.#process?.isRunning ?? false
  }

  /** Starts the process again on the same port with the same data, after `kill`. */
  async start (password = '') {
    this.#process = new JavaProcess(this.#command, this.#argumentsOf, password)
    await this.#process.ready(START_DEADLINE_MS)
  }

  /** Ends the process at once (SIGKILL), as a crash would; the data stay. */
  async kill () {
    await this.#process.kill()
  }

  /** Shuts the server down and removes its data. */
  async stop () {
    await this.#process.stop()
    rmSync(this.#home, { recursive: true, force: true })
  }
}

/**
 * Starts a Neo4j of the table in versions.cjs on a free port of the loopback interface.
 *
 * @param {string} version e.g. '5.26.0' or '5.26'
 * @param {{ tls?: boolean, log?: (line: string) => void }} [options] tls: the Bolt port takes TLS as well as plain TCP
 * @returns {Promise<LocalServer>}
 * @throws {Error} when it cannot be fetched or does not start; the message holds the server's last lines
 */
async function startServer (version, { tls = false, log = () => {} } = {}) {
  const row = serverVersion(version)
  const reason = obstacle(row.version)
  if (reason !== undefined) throw new Error(`Neo4j ${row.version} cannot be started: ${reason}`)
  const jdk = pickJdk(row.java)
  const lib = await jarsOf(row.version, log)
  const home = mkdtempSync(join(tmpdir(), `neobolt-${row.version}-`))
  try {
    if (tls) makeCertificate(join(home, 'certificates'))
    const port = await freePort()
    const classPath = [join(lib, '*'), home].join(delimiter)
    const args = [...JAVA_FLAGS, '-cp', classPath, join(__dirname, row.program), home, ...settingsOf(row, port, home, tls)]
    const password = randomBytes(12).toString('hex')
    const server = new LocalServer(row, jdk, home, port, password, tls, args)
    const begin = Date.now()
    await server.start(password)
    log(`Neo4j ${row.version} runs on Java ${jdk.major}, port ${port} (started in ${((Date.now() - begin) / 1000).toFixed(1)} s)`)
    return server
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw new Error(`Neo4j ${row.version} on Java ${jdk.major}: ${error.message}`, { cause: error })
  }
}

module.exports = { obstacle, obstacleAfterFetching, startServer, LocalServer }
