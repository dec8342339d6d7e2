import type { ReceivedRequest } from '../../src/testing/wire/request.js'
import { record, type Responder, type Script, success } from '../../src/testing/script/index.js'

interface Rows { next: number, end: number }

/** What one client has under way. */
class Client {
  #inTransaction = false
  #results = new Map<number, Rows>()
  #lastQuery = -1

  answer ({ name, fields }: ReceivedRequest): Script | undefined {
    switch (name) {
      case 'BEGIN':
        this.#inTransaction = true
        return success()
      case 'COMMIT': case 'ROLLBACK': case 'RESET':
        this.#inTransaction = false
        this.#results.clear()
        return success(name === 'COMMIT' ? { bookmark: 'b:1' } : {})
      case 'RUN': {
        const [, last = '0'] = /range\(1, (\d+)\)/.exec(fields[0] as string) ?? []
        this.#results.set(++this.#lastQuery, { next: 1, end: Number(last) })
        return success({ fields: ['x'], t_first: 1, ...(this.#inTransaction && { qid: this.#lastQuery }) })
      }
      case 'PULL': case 'DISCARD': return this.#rows(name === 'PULL', fields[0] as { n?: bigint | number, qid?: bigint | number } | undefined)
    }
    return undefined
  }

  /** Before Bolt 4.0, a request says nothing, and means all rows. */
  #rows (wanted: boolean, { n = -1, qid = -1 }: { n?: bigint | number, qid?: bigint | number } = {}): Script {
    const id = Number(qid) < 0 ? this.#lastQuery : Number(qid)
    const rows = this.#results.get(id) as Rows
    const end = Number(n) < 0 ? rows.end : Math.min(rows.end, rows.next + Number(n) - 1)
    const answer: Script[] = []
    for (; rows.next <= end; rows.next++) {
      if (wanted) answer.push(record([rows.next]))
    }
    if (end < rows.end) return [...answer, success({ has_more: true })]
    this.#results.delete(id)
    return [...answer, success({ type: 'rw', t_last: 1, db: 'neo4j', ...(!this.#inTransaction && { bookmark: 'b:1' }) })]
  }
}

/** A server for any number of clients: `UNWIND range(1, n) …` gives n rows, every other query none. */
export function rowsServer (): Responder {
  const clients: Client[] = []
  return (request, { index }) => (clients[index] ??= new Client()).answer(request)
}
