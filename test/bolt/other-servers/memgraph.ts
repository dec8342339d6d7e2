import { close, failure, record, type Responder, type Script, success } from '../../../src/testing/script/index.js'
import type { ReceivedRequest } from '../../../src/testing/wire/request.js'

export const AGENT = 'Neo4j/v5.11.0 compatible graph database server - Memgraph'
export const CLIENT_ERROR = 'Memgraph.ClientError.MemgraphError.MemgraphError'
export const TRANSIENT_ERROR = 'Memgraph.TransientError.MemgraphError.MemgraphError'
export const USERS: Readonly<Record<string, string>> = { ada: 'one', bob: 'two' }

interface Rows { next: number, end: number }

/** What the servers of one test have in common. */
export class Memgraph {
  /** How many of the next transactions fail with a transient error when they are committed. */
  conflicts = 0
  /** What has been written, by whom. */
  readonly writes: string[] = []
  readonly #clients: Client[] = []

  readonly respond: Responder = (request, { index }) => (this.#clients[index] ??= new Client(this)).answer(request)
}

/** One connection, as Memgraph 2 and 3 keep it; written after their sources, `src/communication/bolt/v1/states`. */
class Client {
  readonly #server: Memgraph
  #user: string | undefined
  #inTransaction = false
  #rows: Rows | undefined
  #unwritten: string[] = []

  constructor (server: Memgraph) {
    this.#server = server
  }

  answer (request: ReceivedRequest): Script | undefined {
    const [first] = request.fields
    switch (request.name) {
      case 'HELLO': return success({ connection_id: 'bolt-1', server: AGENT })
      case 'LOGON': return this.#logOn(first as { principal?: string, credentials?: string })
      case 'LOGOFF':
        this.#user = undefined
        return []
      case 'ROUTE': return failure('66', 'Route message is not supported in Memgraph!')
      case 'RESET':
        this.#end()
        return success()
    }
    if (this.#user === undefined) return close()
    switch (request.name) {
      case 'RUN': return this.#run(first as string)
      case 'PULL': case 'DISCARD': return this.#pull(request.name === 'PULL', first as { n?: bigint })
      case 'BEGIN':
        this.#inTransaction = true
        return success()
      case 'COMMIT': return this.#commit()
      case 'ROLLBACK':
        this.#end()
        return success()
    }
    return undefined
  }

  /** Its answer says the same as that to HELLO. */
  #logOn ({ principal = '', credentials = '' }: { principal?: string, credentials?: string }): Script {
    if (USERS[principal] !== credentials) return [failure('Memgraph.ClientError.Security.Unauthenticated', 'Authentication failure'), close()]
    this.#user = principal
    return success({ connection_id: 'bolt-1', server: AGENT })
  }

  #run (query: string): Script {
    // One result at a time, also in a transaction.
    if (this.#rows !== undefined) return close()
    if (query.startsWith('RETRUN')) return failure(CLIENT_ERROR, 'line 1:1 mismatched input \'RETRUN\'')
    if (query.startsWith('CREATE')) this.#unwritten.push(`${this.#user as string}: ${query}`)
    const [, last = '0'] = /range\(1, (\d+)\)/.exec(query) ?? []
    this.#rows = { next: 1, end: Number(last) }
    return success({ fields: query.startsWith('CREATE') ? [] : ['x'], ...(this.#inTransaction && { qid: 0 }) })
  }

  #pull (wanted: boolean, { n = -1n }: { n?: bigint }): Script {
    const rows = this.#rows
    if (rows === undefined) return close()
    const end = n < 0n ? rows.end : Math.min(rows.end, rows.next + Number(n) - 1)
    const records: Script[] = []
    for (; rows.next <= end; rows.next++) {
      if (wanted) records.push(record([rows.next]))
    }
    if (end < rows.end) return [...records, success({ has_more: true })]
    this.#rows = undefined
    if (!this.#inTransaction) this.#write()
    return [...records, success({
      has_more: false, type: 'rw', parsing_time: 0.1, planning_time: 0.2, plan_execution_time: 0.3, cost_estimate: 1.5, run_id: 'a-run'
    })]
  }

  #commit (): Script {
    if (this.#server.conflicts > 0) {
      this.#server.conflicts--
      this.#end()
      return failure(TRANSIENT_ERROR, 'Cannot resolve conflicting transactions.')
    }
    this.#write()
    this.#end()
    return success()
  }

  #write (): void {
    this.#server.writes.push(...this.#unwritten.splice(0))
  }

  #end (): void {
    this.#inTransaction = false
    this.#rows = undefined
    this.#unwritten = []
  }
}
