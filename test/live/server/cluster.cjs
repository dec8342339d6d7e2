'use strict'

const { execFileSync } = require('node:child_process')
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { delimiter, join } = require('node:path')
const { HOST, memberSettings } = require('./cluster-settings.cjs')
const { JAVA_FLAGS, JavaProcess } = require('./java-process.cjs')
const { javaCommand, javaCompiler, pickJdk } = require('./java.cjs')
const { jarsOf } = require('./jars.cjs')
const { obstacle } = require('./launch.cjs')
const { freePorts } = require('./ports.cjs')
const { CLUSTER_VERSION } = require('./versions.cjs')

/** Of one member: the cores wait for each other. */
const START_DEADLINE_MS = 240_000
/** Small heaps and the quick compiler: several members share a machine. */
const MEMBER_FLAGS = ['-Xmx300m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...JAVA_FLAGS]

/** One server of the cluster. Its data stay until the cluster is stopped. */
class Member {
  #command
  #argumentsOf
  #process

  constructor (name, kind, port, command, args) {
    this.name = name
    this.kind = kind
    this.address = `${HOST}:${port}`
    this.uri = `bolt://${this.address}`
    this.#command = command
    this.#argumentsOf = args
  }

  get pid () {
    return this.#process?.pid
  }

  get isRunning () {
    return this.#process?.isRunning ?? false
  }

  /** Resolves when it has joined the cluster. */
  async start () {
    this.#process = new JavaProcess(this.#command, this.#argumentsOf, '')
    await this.#process.ready(START_DEADLINE_MS)
  }

  /** Shuts it down in an orderly way. */
  async stop () {
    await this.#process?.stop()
  }

  /** Ends the process at once (SIGKILL), as a crash would. */
  async kill () {
    await this.#process.kill()
  }

  /** Halts the process, as a machine that hangs would; its connections stay open. */
  pause () {
    process.kill(this.pid, 'SIGSTOP')
  }

  resume () {
    process.kill(this.pid, 'SIGCONT')
  }
}

/** A causal cluster of ours: made by `startCluster`, ended by `stop`. It takes any user. */
class LocalCluster {
  #home
  /** For a program that ends before it has stopped its cluster; the members end with it. */
  #removeHome = () => { rmSync(this.#home, { recursive: true, force: true }) }

  constructor (members, jdk, home) {
    this.version = CLUSTER_VERSION.version
    this.java = jdk.major
    this.members = members
    this.cores = members.filter(({ kind }) => kind === 'core')
    this.replicas = members.filter(({ kind }) => kind === 'replica')
    this.uri = `neo4j://${this.cores[0].address}`
    this.#home = home
    process.once('exit', this.#removeHome)
  }

  /** Stops all members and removes their data. */
  async stop () {
    await Promise.all(this.members.map(member => member.stop()))
    process.off('exit', this.#removeHome)
    this.#removeHome()
  }
}

/** One compilation instead of one for every start of a member. */
function compile (jdk, lib, classes) {
  execFileSync(javaCompiler(jdk), ['-nowarn', '-d', classes, '-cp', join(lib, '*'), join(__dirname, CLUSTER_VERSION.program)])
}

/** @param {string} home @param {string} classPath @param {{ home: string }} jdk */
async function newMembers (home, classPath, jdk, { cores, replicas, tableTtl }) {
  const count = cores + replicas
  const ports = await freePorts(4 * count)
  const portsOf = Array.from({ length: count }, (_, i) => {
    const [bolt, transaction, raft, discovery] = ports.slice(4 * i)
    return { bolt, transaction, raft, discovery }
  })
  return portsOf.map((own, i) => {
    const kind = i < cores ? 'core' : 'replica'
    const name = `${kind} ${i < cores ? i + 1 : i + 1 - cores}`
    const folder = join(home, name.replace(' ', '-'))
    mkdirSync(folder)
    const settings = memberSettings(kind, own, portsOf.slice(0, cores), { cores, tableTtl })
    return new Member(name, kind, own.bolt, javaCommand(jdk), [...MEMBER_FLAGS, '-cp', classPath, 'ClusterMember', folder, ...settings])
  })
}

/**
 * Starts a new, empty causal cluster on free ports of the loopback interface, and waits until every member has joined.
 *
 * @param {{ cores?: number, replicas?: number, tableTtl?: number, log?: (line: string) => void }} [options]
 *   tableTtl: seconds that a routing table is in force; 300 by default
 * @returns {Promise<LocalCluster>}
 * @throws {Error} when it cannot be fetched or does not start; the message holds the last lines of a member
 */
async function startCluster ({ cores = 3, replicas = 1, tableTtl = 300, log = () => {} } = {}) {
  const { version, java } = CLUSTER_VERSION
  const reason = obstacle(version)
  if (reason !== undefined) throw new Error(`A cluster of Neo4j ${version} cannot be started: ${reason}`)
  const jdk = pickJdk(java)
  const lib = await jarsOf(version, log)
  const home = mkdtempSync(join(tmpdir(), `neobolt-cluster-${version}-`))
  const begin = Date.now()
  let cluster
  try {
    compile(jdk, lib, home)
    cluster = new LocalCluster(await newMembers(home, [home, join(lib, '*')].join(delimiter), jdk, { cores, replicas, tableTtl }), jdk, home)
    await Promise.all(cluster.members.map(member => member.start()))
  } catch (error) {
    if (cluster !== undefined) await cluster.stop()
    rmSync(home, { recursive: true, force: true })
    throw new Error(`A cluster of Neo4j ${version} on Java ${jdk.major}: ${error.message}`, { cause: error })
  }
  const members = cluster.members.map(({ name, address }) => `${name} on ${address}`).join(', ')
  log(`a cluster of Neo4j ${version} runs on Java ${jdk.major}: ${members} (started in ${((Date.now() - begin) / 1000).toFixed(1)} s)`)
  return cluster
}

module.exports = { startCluster }
