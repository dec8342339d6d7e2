import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { freePorts } from '../../live/server/ports.cjs'
import { KeptServer } from './kept-server.js'
import type { OtherServer, OtherServerKind } from './other-server.js'
import { pythonPackage } from './python-package.js'

const START_DEADLINE_MS = 90_000
const DATABASE = 'tour'

/** The package brings a Java runtime along. */
const PACKAGE = 'arcadedb-embedded==26.10.2.post1'

export const arcadeDB: OtherServerKind = {
  name: 'ArcadeDB 26.10',
  obstacle: () => {
    const fetched = pythonPackage(PACKAGE)
    return 'why' in fetched ? fetched.why : undefined
  },
  start
}

async function start (): Promise<OtherServer> {
  const fetched = pythonPackage(PACKAGE)
  if ('why' in fetched) throw new Error(fetched.why)
  const files = join(fetched.folder, 'arcadedb_embedded')
  const [port, httpPort] = await freePorts(2)
  const password = randomBytes(12).toString('hex')
  const settings = {
    'server.rootPassword': password,
    'server.plugins': 'Bolt:com.arcadedb.bolt.BoltProtocolPlugin',
    'server.httpIncomingHost': '127.0.0.1',
    'server.httpIncomingPort': httpPort,
    'bolt.host': '127.0.0.1',
    'bolt.port': port
  }
  const server = new KeptServer({
    command: join(files, 'jre/bin/java'),
    args: [
      '-Xmx400m', '--add-modules', 'jdk.incubator.vector',
      ...Object.entries(settings).map(([name, value]) => `-Darcadedb.${name}=${value}`),
      '-cp', join(files, 'jars/*'), 'com.arcadedb.server.ArcadeDBServer'
    ]
  })
  await server.ready(async () => await createDatabase(httpPort, password), START_DEADLINE_MS)
  return {
    uri: `bolt://127.0.0.1:${port}`,
    username: 'root',
    password,
    database: DATABASE,
    get isRunning () { return server.isRunning },
    stop: async () => { await server.stop() }
  }
}

/** Databases are made by HTTP. @returns false while the server does not listen */
async function createDatabase (port: number, password: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/server`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`root:${password}`).toString('base64')}` },
      body: JSON.stringify({ command: `create database ${DATABASE}` })
    })
    return response.ok
  } catch {
    return false
  }
}
