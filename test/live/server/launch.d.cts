/** Why a version cannot be started on this machine, or undefined when nothing speaks against it. */
export function obstacle (version: string): string | undefined

/** Like `obstacle`, but fetches the server first if need be; blocks meanwhile. */
export function obstacleAfterFetching (version: string): string | undefined

/** A Neo4j of our own, in a process that cannot outlive this one. */
export interface LocalServer {
  readonly version: string
  /** Major version of the Java it runs on. */
  readonly java: number
  readonly pid: number | undefined
  readonly isRunning: boolean
  readonly host: string
  readonly port: number
  readonly uri: string
  readonly username: string
  readonly password: string
  /** Path of the certificate that the Bolt port shows, when it was started with `tls`. */
  readonly certificate: string | undefined
  /** Starts it again on the same port with the same data, after `kill`. */
  start (): Promise<void>
  /** Ends the process at once (SIGKILL), as a crash would; the data stay. */
  kill (): Promise<void>
  /** Shuts the server down and removes its data. */
  stop (): Promise<void>
}

export interface StartOptions {
  /** The Bolt port takes TLS as well as plain TCP; needs `openssl` on the PATH. */
  tls?: boolean
  log?: (line: string) => void
}

/** Starts a version of the table in versions.cjs; rejects when it cannot be fetched or does not start. */
export function startServer (version: string, options?: StartOptions): Promise<LocalServer>
