import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type LocalServer, startServer } from './server/launch.cjs'

/** The server that a suite runs against. Its addresses are known from `start` on. */
export interface LiveServer {
  readonly version: string
  /** `bolt://host:port` */
  readonly uri: string
  /** The same address for `neo4j://`. */
  readonly routingUri: string
  readonly username: string
  readonly password: string
  /** Certificate file of a server that takes TLS (and plain TCP on the same port). */
  readonly certificate: string | undefined
  start (): Promise<void>
  stop (): Promise<void>
  /** The process, when it is a server of our own. */
  readonly process: LocalServer | undefined
  /** Whether `process` will be there: known before `start`. */
  readonly isOwn: boolean
  readonly takesTls: boolean
}

/** A server that the tests start themselves. */
export class OwnServer implements LiveServer {
  readonly isOwn = true
  readonly takesTls = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
  #server: LocalServer | undefined

  constructor (readonly version: string) {}

  get process (): LocalServer {
    if (this.#server === undefined) {
      throw new Error(`Neo4j ${this.version} is not running`)
    }
    return this.#server
  }

  get uri (): string { return this.process.uri }
  get routingUri (): string { return this.uri.replace('bolt:', 'neo4j:') }
  get username (): string { return this.process.username }
  get password (): string { return this.process.password }
  get certificate (): string | undefined { return this.process.certificate }

  async start (): Promise<void> {
    this.#server = await startServer(this.version, { tls: this.takesTls, log: line => process.stderr.write(line + '\n') })
  }

  async stop (): Promise<void> {
    await this.#server?.stop()
  }
}

/** The server of NEO4J_URI; it is neither started nor stopped by the tests. */
export class GivenServer implements LiveServer {
  readonly uri: string
  readonly routingUri: string
  readonly username: string
  readonly password: string
  readonly certificate = undefined
  readonly process = undefined
  readonly isOwn = false
  readonly takesTls = false
  readonly version: string

  constructor (env: NodeJS.ProcessEnv) {
    const given = env.NEO4J_URI ?? ''
    this.uri = given.replace(/^neo4j/, 'bolt')
    this.routingUri = given.replace(/^bolt/, 'neo4j')
    this.username = env.NEO4J_USERNAME ?? 'neo4j'
    this.password = env.NEO4J_PASSWORD ?? ''
    // The version decides which tests there are, and jest collects tests synchronously.
    this.version = execFileSync(process.execPath, [join(__dirname, 'server/probe.cjs')], {
      encoding: 'utf8', env: { ...env, NEO4J_URI: this.uri, NEO4J_USERNAME: this.username, NEO4J_PASSWORD: this.password }
    }).trim()
  }

  async start (): Promise<void> {}
  async stop (): Promise<void> {}
}

/** `host:port`, as the driver tells it. */
export function addressOf (server: LiveServer): string {
  return new URL(server.uri).host
}

/** Whether the server's version is `version` ('5.0', '2026.09') or newer. */
export function isAtLeast (server: LiveServer, version: string): boolean {
  const have = server.version.split('.').map(Number)
  const want = version.split('.').map(Number)
  const differing = want.findIndex((part, index) => part !== (have[index] ?? 0))
  return differing === -1 || (have[differing] ?? 0) > want[differing]
}
