/** One server of a cluster. Its data stay until the cluster is stopped. */
export interface Member {
  /** `core 1`, `replica 1`, … */
  readonly name: string
  readonly kind: 'core' | 'replica'
  /** `host:port`, as the driver tells it. */
  readonly address: string
  /** `bolt://host:port` */
  readonly uri: string
  readonly pid: number | undefined
  readonly isRunning: boolean
  /** Resolves when it has joined the cluster. */
  start (): Promise<void>
  /** Shuts it down in an orderly way. */
  stop (): Promise<void>
  /** Ends the process at once (SIGKILL), as a crash would. */
  kill (): Promise<void>
  /** Halts the process, as a machine that hangs would; its connections stay open. */
  pause (): void
  resume (): void
}

/** A causal cluster of our own, in processes that cannot outlive this one. It takes any user. */
export interface LocalCluster {
  readonly version: string
  /** Major version of the Java it runs on. */
  readonly java: number
  readonly members: readonly Member[]
  readonly cores: readonly Member[]
  readonly replicas: readonly Member[]
  /** `neo4j://` with the address of the first core. */
  readonly uri: string
  /** Stops all members and removes their data. */
  stop (): Promise<void>
}

export interface ClusterOptions {
  /** Default 3. */
  cores?: number
  /** Read replicas; default 1. */
  replicas?: number
  /** Seconds that a routing table is in force; default 300, as servers have it. */
  tableTtl?: number
  log?: (line: string) => void
}

/** Starts a new, empty cluster; rejects when it cannot be fetched or does not start. */
export function startCluster (options?: ClusterOptions): Promise<LocalCluster>
