'use strict'

const { setTimeout: sleep } = require('node:timers/promises')
const { Ledger } = require('./ledger.cjs')

const SCHEMA = [
  'CREATE INDEX ON :Write(id)',
  'CREATE CONSTRAINT ON (n:Once) ASSERT n.id IS UNIQUE',
  'CALL db.awaitIndexes(60)'
]
const CREATE = 'CREATE (n:Write {id: $id}) RETURN n.id'
const MERGE = 'MERGE (n:Once {id: $id}) ON CREATE SET n:Write RETURN n.id'
const FIND = 'MATCH (n:Write) WHERE n.id IN $ids RETURN DISTINCT n.id AS id'
const COUNT = 'MATCH (n:Write) RETURN n.id AS id, count(*) AS times'

/** Between two writes of one writer, in milliseconds: the servers share the machine with their clients. */
const PAUSE = 40

const addressOf = ({ summary }) => summary.server.address
const idsOf = ({ records }) => records.map(record => record.get('id'))

/**
 * Writers and readers that go on until they are told to end, in the ways that programs have: `executeQuery`, transaction
 * functions, and transaction functions that may be repeated. Every reader looks for what was acknowledged last.
 */
class Workload {
  ledger = new Ledger()
  #driver
  #goesOn = true
  #workers
  /** The last acknowledged write of each writer. */
  #last = []

  /** @param {object} driver @param {{ writers?: number, readers?: number }} [options] */
  constructor (driver, { writers = 12, readers = 6 } = {}) {
    this.#driver = driver
    const ways = [this.#byExecuteQuery, this.#byFunction, this.#byRepeatableFunction]
    this.#workers = [
      ...Array.from({ length: writers }, (_, i) => this.#write(i, ways[i % ways.length])),
      ...Array.from({ length: readers }, (_, i) => this.#read(i))
    ]
  }

  /** Before the first workload of a database. */
  static async prepare (driver) {
    const session = driver.session()
    try {
      for (const query of SCHEMA) await session.run(query)
    } finally {
      await session.close()
    }
  }

  /**
   * Resolves when as many more writes were acknowledged.
   * @throws {Error} when that takes longer than `deadline` milliseconds
   */
  async progress (more, deadline = 60_000) {
    const goal = this.ledger.acknowledged.size + more
    const end = performance.now() + deadline
    while (this.ledger.acknowledged.size < goal) {
      if (performance.now() > end) throw new Error(`No ${more} writes in ${deadline / 1000} s; failures: ${this.ledger.failures.map(({ error }) => error.message).join('; ')}`)
      await sleep(20)
    }
  }

  /** Resolves when the calls under way have ended. */
  async stop () {
    this.#goesOn = false
    await Promise.all(this.#workers)
  }

  /** Compares what was promised with what the database holds. */
  async audit () {
    const { records } = await this.#driver.executeQuery(COUNT)
    return this.ledger.audit(new Map(records.map(record => [record.get('id'), record.get('times').toNumber()])))
  }

  async #write (writer, way) {
    for (let i = 0; this.#goesOn; i++) {
      const id = `${writer}-${i}`
      await way.call(this, writer, id)
      await sleep(PAUSE)
    }
  }

  async #byExecuteQuery (writer, id) {
    await this.#keep(writer, id, async () => addressOf(await this.#driver.executeQuery(CREATE, { id })))
  }

  /** Its session then reads what it has written. */
  async #byFunction (writer, id) {
    const session = this.#driver.session()
    const find = async tx => await tx.run(FIND, { ids: [id] })
    try {
      const written = await this.ledger.write(id, async () => addressOf(await session.executeWrite(async tx => {
        await tx.run(FIND, { ids: [id] })
        return await tx.run(CREATE, { id })
      })))
      if (written) {
        await this.ledger.read(`read of ${id} in the session of its write`, [id], async () => {
          const result = await session.executeRead(find)
          return { found: idsOf(result), address: addressOf(result) }
        })
      }
    } finally {
      await session.close()
    }
  }

  async #byRepeatableFunction (writer, id) {
    const session = this.#driver.session({ bookmarkManager: this.#driver.executeQueryBookmarkManager })
    try {
      await this.#keep(writer, id, async () =>
        addressOf(await session.executeWrite(async tx => await tx.run(MERGE, { id }), { idempotent: true })))
    } finally {
      await session.close()
    }
  }

  /** Its bookmark is with the driver's manager: every reader has to find it from now on. */
  async #keep (writer, id, work) {
    if (await this.ledger.write(id, work)) this.#last[writer] = id
  }

  async #read (reader) {
    for (let i = 0; this.#goesOn; i++) {
      const ids = this.#last.filter(Boolean)
      await this.ledger.read(`read ${reader}-${i}`, ids, async () => {
        const result = await this.#driver.executeQuery(FIND, { ids }, { routing: 'READ' })
        return { found: idsOf(result), address: addressOf(result) }
      })
      await sleep(PAUSE)
    }
  }
}

module.exports = { Workload }
