import { BoltServer, failure, type ReceivedRequest, record, type Roles, routingTable, type Script, success } from '../../../src/testing/script/index.js'

export interface MemberOptions {
  /** Of Bolt; default 5.8. */
  version?: string
  /** Whether it says that it routes on the client's behalf; default: from 5.8 on. */
  routes?: boolean
}

/** What one connection is in the middle of. */
interface Work {
  database: string
  mode: 'r' | 'w'
  writes: string[]
  explicit: boolean
}

/** Answers in place of the cluster's usual behaviour; undefined leaves it at that. */
export type Interference = (request: ReceivedRequest, member: Member) => Script | undefined | Promise<Script | undefined>

export const CODES = {
  noDatabase: 'Neo.ClientError.Database.DatabaseNotFound',
  notALeader: 'Neo.ClientError.Cluster.NotALeader'
}

/**
 * Scripted servers that play a cluster: each is a router, one is the leader of a database, the others read.
 * `WRITE …` queries are remembered when they are committed, once for each commit; everything else returns the member's name.
 */
export class Cluster {
  readonly members: Member[] = []
  /** The leader of a database; undefined while there is none. */
  readonly leaders = new Map<string, Member | undefined>()
  /** Home databases by user; `neo4j` for all others. */
  readonly homes = new Map<string, string>()
  readonly committed: string[] = []
  readonly log: Array<{ member: Member, request: ReceivedRequest }> = []
  /** Seconds. */
  ttl = 300
  interfere: Interference = () => undefined
  /** What routers say: all members route, the leader writes, the others read. Also of members that are down. */
  rolesOf = (database: string): Roles => {
    const leader = this.leaders.get(database)
    const others = this.members.filter(member => member !== leader)
    return {
      routers: this.members.map(member => member.address),
      readers: (others.length === 0 ? this.members : others).map(member => member.address),
      writers: leader === undefined ? [] : [leader.address]
    }
  }

  static async start (members: number | MemberOptions[]): Promise<Cluster> {
    const cluster = new Cluster()
    const options = typeof members === 'number' ? Array.from({ length: members }, () => ({})) : members
    for (const [index, one] of options.entries()) {
      const member = new Member(cluster, `member${index}`, one)
      await member.start()
      cluster.members.push(member)
    }
    cluster.leaders.set('neo4j', cluster.members[0])
    cluster.leaders.set('system', cluster.members[0])
    return cluster
  }

  get uri (): string {
    return `neo4j://${this.members[0].address}`
  }

  /** All requests of that name that came to any member, oldest first. */
  requests (name: string): ReceivedRequest[] {
    return this.log.filter(({ request }) => request.name === name).map(({ request }) => request)
  }

  get openConnections (): number {
    return this.members.reduce((sum, member) => sum + member.openConnections, 0)
  }

  async close (): Promise<void> {
    await Promise.all(this.members.map(async member => { await member.stop() }))
  }
}

export class Member {
  readonly name: string
  address = ''
  readonly #cluster: Cluster
  readonly #options: Required<MemberOptions>
  #server: BoltServer | undefined
  #port = 0

  constructor (cluster: Cluster, name: string, { version = '5.8', routes = parseFloat(version) >= 5.8 }: MemberOptions) {
    this.#cluster = cluster
    this.name = name
    this.#options = { version, routes }
  }

  get isUp (): boolean {
    return this.#server !== undefined
  }

  get openConnections (): number {
    return this.#server?.connections.filter(connection => connection.isOpen).length ?? 0
  }

  /** How many connections it has accepted since it was started. */
  get connections (): number {
    return this.#server?.connections.length ?? 0
  }

  requests (name: string): ReceivedRequest[] {
    return this.#cluster.log.filter(({ member, request }) => member === this && request.name === name).map(({ request }) => request)
  }

  /** Always on the same port. */
  async start (): Promise<void> {
    const { version, routes } = this.#options
    const hello = success({ server: 'Neo4j/5.26.0', connection_id: this.name, hints: routes ? { 'ssr.enabled': true } : {} })
    const server = await BoltServer.listen({ port: this.#port, version, auto: { HELLO: undefined, LOGON: undefined, LOGOFF: undefined } })
    const works = new Map<number, Work>()
    const users = new Map<number, string>()
    server.play(async (request, { index }) => {
      this.#cluster.log.push({ member: this, request })
      const own = await this.#cluster.interfere(request, this)
      if (own !== undefined) return own
      if (request.name === 'HELLO' || request.name === 'LOGON') users.set(index, principalOf(request) ?? users.get(index) ?? '')
      return request.name === 'HELLO' ? hello : this.#answer(request, index, works, users.get(index) ?? '')
    })
    this.#server = server
    this.address = server.address
    this.#port = Number(server.address.split(':')[1])
  }

  /** Cuts all connections, and refuses new ones. */
  async stop (): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await server?.close()
  }

  #answer (request: ReceivedRequest, index: number, works: Map<number, Work>, user: string): Script | undefined {
    const { name } = request
    switch (name) {
      case 'LOGON': case 'LOGOFF': return success()
      case 'ROUTE': return this.#route(request, user)
      case 'BEGIN': {
        const work = this.#newWork(request.fields[0], user, true)
        if (work === undefined) return failure(CODES.noDatabase, 'There is no such database')
        works.set(index, work)
        return success(this.#told(work))
      }
      case 'RUN': return this.#run(request, index, works, user)
      case 'PULL': return this.#pull(index, works)
      case 'COMMIT':
        this.#cluster.committed.push(...(works.get(index) as Work).writes)
        works.delete(index)
        return success({ bookmark: `${this.name}:${this.#cluster.committed.length}` })
      case 'ROLLBACK':
        works.delete(index)
        return success()
      case 'RESET':
        works.delete(index)
        return undefined
    }
    return undefined
  }

  #homeOf (user: string, extra: Record<string, string>): string {
    return this.#cluster.homes.get(extra.imp_user ?? user) ?? 'neo4j'
  }

  #newWork (fields: unknown, user: string, explicit: boolean): Work | undefined {
    const extra = fields as Record<string, string>
    const database = extra.db ?? this.#homeOf(user, extra)
    return this.#cluster.leaders.has(database) ? { database, mode: extra.mode === 'r' ? 'r' : 'w', writes: [], explicit } : undefined
  }

  #route ({ fields }: ReceivedRequest, user: string): Script {
    const extra = (typeof fields[2] === 'object' && fields[2] !== null ? fields[2] : { db: fields[2] ?? undefined }) as Record<string, string>
    const database = extra.db ?? this.#homeOf(user, extra)
    const { rolesOf, leaders, ttl } = this.#cluster
    if (!leaders.has(database)) return failure(CODES.noDatabase, `There is no database ${database}`)
    return success(routingTable({ ttl, ...rolesOf(database), db: database }))
  }

  #run ({ fields }: ReceivedRequest, index: number, works: Map<number, Work>, user: string): Script {
    const text = fields[0] as string
    const work = works.get(index) ?? this.#newWork(fields[2], user, false)
    if (text.includes('getRoutingTable')) return this.#runProcedure(fields[1] as Record<string, string>, user, works, index)
    if (work === undefined) return failure(CODES.noDatabase, 'There is no such database')
    works.set(index, work)
    if (text.startsWith('WRITE')) {
      if (this.#cluster.leaders.get(work.database) !== this) return failure(CODES.notALeader, `${this.name} is not the leader of ${work.database}`)
      work.writes.push(text.slice('WRITE '.length))
    }
    return success({ fields: ['name'], ...this.#told(work) })
  }

  /** Servers that speak Bolt 3 know nothing of databases. */
  #told ({ database }: Work): { db?: string } {
    return parseFloat(this.#options.version) < 4 ? {} : { db: database }
  }

  #runProcedure ({ database }: Record<string, string>, user: string, works: Map<number, Work>, index: number): Script {
    works.set(index, { database: database ?? this.#homeOf(user, {}), mode: 'r', writes: ['procedure'], explicit: false })
    return success({ fields: ['ttl', 'servers'] })
  }

  #pull (index: number, works: Map<number, Work>): Script {
    const work = works.get(index) as Work
    const type = work.writes.length > 0 ? 'w' : 'r'
    if (work.explicit) return [record([this.name]), success({ type, ...this.#told(work) })]
    works.delete(index)
    if (work.writes[0] === 'procedure') {
      const { rt } = routingTable({ ttl: this.#cluster.ttl, ...this.#cluster.rolesOf(work.database) }) as { rt: { ttl: number, servers: unknown } }
      return [record([rt.ttl, rt.servers]), success({ type: 'r' })]
    }
    this.#cluster.committed.push(...work.writes)
    return [record([this.name]), success({ type, bookmark: `${this.name}:${this.#cluster.committed.length}`, ...this.#told(work) })]
  }
}

function principalOf ({ fields }: ReceivedRequest): string | undefined {
  return (fields[0] as Record<string, string>).principal
}
