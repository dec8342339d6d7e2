import { type Member } from '../live/server/cluster.cjs'

/** The part of the package that is used here. */
type Neo4j = Pick<typeof import('../../src/index.js'), 'driver' | 'auth'>
export type Role = 'LEADER' | 'FOLLOWER' | 'READ_REPLICA'

/** The role of each member that answers. Each is asked by itself, without routing. */
export function rolesOf (neo4j: Neo4j, members: readonly Member[]): Promise<Map<Member, Role>>

/** The leader, as soon as there is one; rejects if there is none within a minute. */
export function leaderAmong (neo4j: Neo4j, members: readonly Member[]): Promise<Member>
