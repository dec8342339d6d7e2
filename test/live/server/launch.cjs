'use strict'

const { execFileSync, spawnSync } = require('node:child_process')
const { randomBytes } = require('node:crypto')
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { delimiter, join } = require('node:path')
const { findJdks, javaCommand, pickJdk, rangeText } = require('./java.cjs')
const { JAVA_FLAGS, JavaProcess } = require('./java-process.cjs')
const { jarsAreCached, jarsOf, mavenIsPresent } = require('./jars.cjs')
const { freePorts } = require('./ports.cjs')
const { settingsOf } = require('./settings.cjs')
const { serverVersion } = require('./versions.cjs')

const START_DEADLINE_MS = 120_000

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
    const [port] = await freePorts(1)
    const classPath = [join(lib, '*'), home].join(delimiter)
    const args = ['-Xmx600m', ...JAVA_FLAGS, '-cp', classPath, join(__dirname, row.program), home, ...settingsOf(row, port, home, tls)]
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
