// The server of the quickstart: that of NEO4J_URI, or an embedded one that Maven downloads once.
import { spawnSync } from 'node:child_process'
import launcher from '../../test/live/server/launch.cjs'

const VERSION = '5.26.0'
const PACKAGES = ['default-jdk-headless', 'maven']
const HINT = `Install a JDK of Java 17 or newer and Maven (on Debian: apt-get install ${PACKAGES.join(' ')}), ` +
  'or set NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD to a server that runs.'

/**
 * @param {(line: string) => void} log
 * @returns {Promise<{ uri: string, username: string, password: string, description: string, close (): Promise<void> }>}
 * @throws {Error} that says what to install
 */
export async function openServer (log) {
  const { NEO4J_URI, NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env
  if (NEO4J_URI) {
    return { uri: NEO4J_URI, username: NEO4J_USERNAME, password: NEO4J_PASSWORD, description: `given: ${NEO4J_URI}`, close: async () => {} }
  }
  if (launcher.obstacle(VERSION) !== undefined && canInstall()) {
    log(`installing ${PACKAGES.join(' and ')}`)
    install()
  }
  const reason = launcher.obstacle(VERSION)
  if (reason !== undefined) {
    throw new Error(`Neo4j ${VERSION} cannot be started, as ${reason}. ${HINT}`)
  }
  const server = await launcher.startServer(VERSION, { log })
  const { uri, username, password, java } = server
  return { uri, username, password, description: `Neo4j ${VERSION} on Java ${java}`, close: () => server.stop() }
}

function canInstall () {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
}

function install () {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
    if (status !== 0) {
      throw new Error(`apt-get ${args[0]} ended with ${status}: ${stderr.trim().split('\n').pop()}. ${HINT}`)
    }
  }
}
