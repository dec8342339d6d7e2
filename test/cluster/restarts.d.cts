import { type LocalCluster, type Member } from '../live/server/cluster.cjs'
import { type Workload } from './workload.cjs'

type Neo4j = Pick<typeof import('../../src/index.js'), 'driver' | 'auth'>

/** Stops, kills and starts members of a cluster under a workload. */
export class Restarts {
  constructor (neo4j: Neo4j, cluster: LocalCluster, workload: Workload, log?: (line: string) => void)
  /** Milliseconds that the longest election took, from the end of the old leader on. */
  readonly longestElection: number
  /** Each member in turn, in an orderly way; the next one when the one before has joined again. Default: all members. */
  rolling (members?: readonly Member[]): Promise<void>
  /** The leader, with SIGKILL. */
  killLeader (): Promise<void>
}
