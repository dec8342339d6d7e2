import { ignored, message, record, type Responder, type Script, success } from '../../../src/testing/script/index.js'
import type { ReceivedRequest } from '../../../src/testing/wire/request.js'

const FAILURE = 0x7f

interface BareOptions {
  /** What FAILURE says of a query that begins with `FAIL`; by default `code` and `message`, whatever the version. */
  readonly failure?: Record<string, unknown>
  /** `host:port` for routing tables. */
  readonly address?: () => string
}

/**
 * A server that answers with what nobody could do without, and nothing more: no agent, no connection id, no hints, no query
 * id, no times, no type of query, no counters, no database, no bookmarks. Queries that return nothing have no keys either.
 */
export function bareServer (options: BareOptions = {}): Responder {
  const connections: BareConnection[] = []
  return (request, { index }) => (connections[index] ??= new BareConnection(options)).answer(request)
}

class BareConnection {
  readonly #options: BareOptions
  #failed = false
  /** The records of the last query that are still to be sent. */
  #records: unknown[][] = []

  constructor (options: BareOptions) {
    this.#options = options
  }

  answer ({ name, fields }: ReceivedRequest): Script | undefined {
    if (name === 'RESET') this.#failed = false
    if (this.#failed) return ignored()
    switch (name) {
      case 'RUN': return this.#run(fields[0] as string)
      case 'PULL': return this.#pull(fields[0] as { n?: bigint } | undefined)
      case 'DISCARD':
        this.#records = []
        return success()
      case 'ROUTE': return success({ rt: { ttl: 300, servers: this.#servers() } })
      case 'GOODBYE': return undefined
      default: return success()
    }
  }

  #run (query: string): Script {
    if (query.startsWith('FAIL')) {
      this.#failed = true
      return message(FAILURE, this.#options.failure ?? { code: 'Some.ClientError.Statement.SyntaxError', message: 'no such query' })
    }
    if (query.includes('getRoutingTable')) {
      this.#records = [[300, this.#servers()]]
      return success()
    }
    const [, first = '1', last = '0'] = /range\((\d+), (\d+)\)/.exec(query) ?? []
    this.#records = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => [Number(first) + i])
    return this.#records.length === 0 ? success() : success({ fields: ['x'] })
  }

  #pull ({ n = -1n }: { n?: bigint } = {}): Script {
    const portion = this.#records.splice(0, n < 0n ? this.#records.length : Number(n))
    return [...portion.map(record), success(this.#records.length > 0 ? { has_more: true } : {})]
  }

  #servers (): unknown[] {
    const addresses = [this.#options.address?.() ?? '']
    return ['ROUTE', 'READ', 'WRITE'].map(role => ({ role, addresses }))
  }
}
