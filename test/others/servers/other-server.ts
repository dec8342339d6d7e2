/** A server that is not Neo4j, as the tour needs it. */
export interface OtherServer {
  readonly uri: string
  readonly username: string
  readonly password: string
  /** For all sessions of the tour; undefined for the server's own. */
  readonly database: string | undefined
  readonly isRunning: boolean
  stop: () => Promise<void>
}

export interface OtherServerKind {
  /** Such as `ArcadeDB 26.10`. */
  readonly name: string
  /** Fetches it if need be. @returns why it can't run here */
  obstacle: () => string | undefined
  start: () => Promise<OtherServer>
}
