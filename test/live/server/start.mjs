/**
 * Starts one Neo4j by hand: `node test/live/server/start.mjs [VERSION] [--tls]` (VERSION: 5.26.0 unless given), or a causal
 * cluster: `node test/live/server/start.mjs --cluster`, which takes any user.
 * Prints its uri, user and password, and stops it on Ctrl-C, SIGTERM or when the pipe on stdin is closed.
 */
import { fstatSync } from 'node:fs'
import { startCluster } from './cluster.cjs'
import { startServer } from './launch.cjs'

const words = process.argv.slice(2)
const log = line => console.error(line)

async function single () {
  const version = words.find(word => !word.startsWith('--')) ?? '5.26.0'
  const server = await startServer(version, { tls: words.includes('--tls'), log })
  const { uri, username: user, password, java, pid, certificate } = server
  return { server, told: { uri, user, password, version: server.version, java, pid, certificate } }
}

async function cluster () {
  const server = await startCluster({ log })
  const members = server.members.map(({ name, uri, pid }) => ({ name, uri, pid }))
  return { server, told: { uri: server.uri, version: server.version, java: server.java, members } }
}

const { server, told } = await (words.includes('--cluster') ? cluster() : single())
console.log(JSON.stringify(told))

let stopping = false
async function stop () {
  if (stopping) return
  stopping = true
  await server.stop()
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
// A program that starts us holds a pipe; a background job of a shell has /dev/null there, which is at its end from the start.
const stdin = fstatSync(0)
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on('end', stop).on('error', () => {}).resume()
