import type { RoutingTable } from '../../../src/testing/conversation/routing.js'
import type { Random, World } from '../world/world.js'
import { Database } from './database.js'
import { Directory } from './directory.js'
import { Member } from './member.js'
import type { ClusterEvent, ClusterPlan } from './plan.js'
import { TroubleMaker } from './troubles.js'
import { Truth, type TrueTransaction } from './truth.js'

/** Milliseconds until another leader is found when one is gone. */
const ELECTION = [200, 1000, 4000]

/** A model of a Neo4j cluster, on the network of a world. */
export class Cluster {
  readonly world: World
  readonly plan: ClusterPlan
  readonly truth: Truth
  readonly members: readonly Member[]
  readonly databases = new Map<string, Database>()
  readonly directory: Directory
  readonly troubles: TroubleMaker
  readonly #random: Random
  #isCalm = false

  constructor (world: World, plan: ClusterPlan) {
    const now = (): number => this.now
    this.world = world
    this.plan = plan
    this.truth = new Truth(now)
    this.#random = world.random.fork('cluster')
    this.directory = new Directory(plan.users, world.clock)
    this.troubles = new TroubleMaker(world, plan.troubles)
    this.members = plan.members.map(member => new Member(this, member))
    for (const [i, name] of plan.databases.entries()) {
      this.databases.set(name, new Database(name, this.#primaries[i % this.#primaries.length], now))
    }
  }

  get now (): number {
    return this.world.clock.now()
  }

  /** Of all members, as a resolver or a URL names them. */
  get addresses (): string[] {
    return this.members.map(({ address }) => address)
  }

  /** All members listen, and what is planned will happen. */
  start (): void {
    for (const member of this.members) member.start()
    for (const event of this.plan.events) {
      this.world.faultAt(event.at, describeEvent(event), () => { if (!this.#isCalm) this.#happen(event) })
    }
  }

  /** From now on nothing goes wrong any more, and the cluster recovers. */
  calm (): void {
    this.#isCalm = true
    this.troubles.isCalm = true
    for (const member of this.members) {
      member.recover()
      member.start()
    }
    for (const database of this.databases.values()) if (database.leader === undefined) this.#elect(database)
  }

  stop (): void {
    for (const member of this.members) member.stop('reset')
  }

  /** The transaction is in the database from now on. @returns its bookmark */
  commit (transaction: TrueTransaction, database: Database, member: Member): string {
    const bookmark = this.truth.commit(transaction, member.applied(database))
    if (transaction.writes.length > 0) database.committed()
    return bookmark
  }

  /** What one member believes of the cluster. */
  tableOf (database: Database, member: Member): RoutingTable {
    const age = member.viewAge
    const leader = database.leadership.before(age)
    const up = this.members.filter(({ service }) => service.before(age))
    const others = up.filter(one => one !== leader)
    const servers = [
      { role: 'WRITE', addresses: leader !== undefined && up.includes(leader) ? [leader.address] : [] },
      { role: 'READ', addresses: (others.length > 0 ? others : up).map(({ address }) => address) },
      { role: 'ROUTE', addresses: up.filter(({ isSecondary }) => !isSecondary).map(({ address }) => address) }
    ]
    return { ttl: BigInt(this.plan.ttl), db: database.name, servers }
  }

  get #primaries (): readonly Member[] {
    return this.members.filter(({ isSecondary }) => !isSecondary)
  }

  #happen (event: ClusterEvent): void {
    switch (event.kind) {
      case 'election': return this.#depose(this.#database(event.database), event.gap, this.members[event.successor])
      case 'restart': return this.#restart(this.members[event.member], event.how, event.down, event.version)
      case 'lag':
        this.members[event.member].lag = event.lag
        return
      case 'staleView':
        this.members[event.member].viewAge = event.age
        return
      case 'unavailable': return this.members[event.member].makeUnavailable(event.database, event.duration)
      case 'homeDatabase': return this.directory.setHomeDatabase(event.user, event.database)
      case 'rotation': return this.directory.rotate(event.user, event.grace)
      case 'authorizationExpired':
        for (const { connections } of this.members) for (const connection of connections) connection.expire(event.user)
        return
      case 'termination':
        for (const connection of this.members[event.member].connections) connection.terminate(event.code)
    }
  }

  #database (name: string): Database {
    const database = this.databases.get(name)
    if (database === undefined) throw new Error(`There is no database ${name}.`)
    return database
  }

  /** There is no leader for a while, and then another one or the same. */
  #depose (database: Database, gap: number, successor: Member | undefined): void {
    if (database.leader === undefined) return
    this.world.trace('cluster', `${database.leader.name} no longer leads ${database.name}`)
    database.leadership.set(undefined)
    void this.world.sleep(gap).then(() => { if (database.leader === undefined) this.#elect(database, successor) })
  }

  /** If most of the members are up. */
  #elect (database: Database, preferred?: Member): void {
    const primaries = this.#primaries
    const candidates = primaries.filter(({ isUp }) => isUp)
    if (candidates.length * 2 <= primaries.length) return
    const leader = preferred !== undefined && candidates.includes(preferred) ? preferred : this.#random.pick(candidates)
    database.leadership.set(leader)
    this.world.trace('cluster', `${leader.name} leads ${database.name}`)
  }

  #restart (member: Member, how: 'graceful' | 'reset', down: number, version: string | undefined): void {
    if (!member.isUp) return
    member.stop(how)
    for (const database of this.databases.values()) {
      if (database.leader === member) this.#depose(database, this.#random.pick(ELECTION), undefined)
    }
    void this.world.sleep(down).then(() => {
      member.start(version)
      for (const database of this.databases.values()) if (database.leader === undefined) this.#elect(database)
    })
  }
}

function describeEvent ({ at: _, kind, ...details }: ClusterEvent): string {
  return [kind, ...Object.values(details).filter(value => value !== undefined)].join(' ')
}
