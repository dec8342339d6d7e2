export interface ServerVersion {
  readonly version: string
  /** What Maven gets; `neo4j` unless given. */
  readonly artifacts?: readonly string[]
  /** The Java source file that starts it. */
  readonly program: string
  readonly java: { readonly min: number, readonly max: number }
  /** The prefix of its settings' names. */
  readonly names: 'dbms' | 'server'
}

/** The versions that the live tests start by themselves, oldest first. */
export const SERVER_VERSIONS: readonly ServerVersion[]

/** What the members of a cluster run. */
export const CLUSTER_VERSION: ServerVersion

/** The newest row that is `version` or begins with it; throws when there is none. */
export function serverVersion (version: string): ServerVersion
