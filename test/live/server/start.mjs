/**
 * Starts one Neo4j by hand: `node test/live/server/start.mjs [VERSION] [--tls]` (VERSION: 5.26.0 unless given).
 * Prints its uri, user and password, and stops it on Ctrl-C, SIGTERM or when the pipe on stdin is closed.
 */
import { fstatSync } from 'node:fs'
import { startServer } from './launch.cjs'

const words = process.argv.slice(2)
const version = words.find(word => !word.startsWith('--')) ?? '5.26.0'
const server = await startServer(version, { tls: words.includes('--tls'), log: line => console.error(line) })

console.log(JSON.stringify({
  uri: server.uri, user: server.username, password: server.password, version: server.version,
  java: server.java, pid: server.pid, certificate: server.certificate
}))

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
