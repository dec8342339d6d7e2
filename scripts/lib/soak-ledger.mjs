/** Errors of a server that is unavailable, or has just come back. */
const OF_A_RESTART = new Set(['ServiceUnavailable', 'SessionExpired', 'Neo.TransientError.General.DatabaseUnavailable', 'Neo.ClientError.Database.DatabaseNotFound'])
const MEGABYTE = 2 ** 20
/** Growth beyond both limits is not random. */
const GROWTH_ALLOWED = 6 * MEGABYTE
const PART_ALLOWED = 0.15

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Records what was done, its outcomes, and the resources of the process. */
export class Ledger {
  begun = new Set()
  written = new Set()
  unexpected = []
  #done = new Map()
  #errors = new Map()
  #looks = []

  async run (name, task) {
    try {
      await task()
      this.#count(this.#done, name)
    } catch (error) {
      this.#count(this.#errors, String(error.code))
      const timedOut = /acquisition timed out/.test(error.message)
      if (!OF_A_RESTART.has(error.code) && !timedOut) this.unexpected.push(`${name}: ${error.stack}`)
    }
  }

  look (second) {
    globalThis.gc()
    const { heapUsed, rss } = process.memoryUsage()
    const sockets = process.getActiveResourcesInfo().filter(kind => /TCP|TLS/.test(kind)).length
    const timers = process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
    // Only the ledger's own sets grow with the writes.
    this.#looks.push({ heap: heapUsed - this.written.size * 250, rss, sockets })
    const text = [`${second.toFixed(0)} s`.padStart(7), `${(heapUsed / MEGABYTE).toFixed(1)} MB heap`.padStart(14), `${(rss / MEGABYTE).toFixed(0)} MB rss`.padStart(11),
      `${sockets} sockets`.padStart(11), `${timers} timers`.padStart(10), `${[...this.#done.values()].reduce((a, b) => a + b, 0)} tasks`.padStart(14)]
    console.log(text.join(''))
  }

  /** Checks that every confirmed write exists, that none exists twice, and that none exists that was not started. */
  async checkWrites ({ driver }) {
    const { records } = await driver.executeQuery('MATCH (n:Soak) RETURN n.id AS id, count(*) AS times')
    const found = new Map(records.map(record => [record.get('id'), record.get('times').toNumber()]))
    return [
      ...[...this.written].filter(id => !found.has(id)).map(id => `lost write ${id}`),
      ...[...found].filter(([, times]) => times > 1).map(([id, times]) => `write ${id} was done ${times} times`),
      ...[...found].filter(([id]) => !this.begun.has(id)).map(([id]) => `${id} was never written`)
    ]
  }

  /** Compares the last third with the second one; the first is the warm-up. */
  growth () {
    const third = Math.floor(this.#looks.length / 3)
    if (third < 2) return []
    const [before, after] = [this.#looks.slice(third, 2 * third), this.#looks.slice(2 * third)]
    const problems = []
    for (const what of ['heap', 'rss']) {
      const [from, to] = [before, after].map(looks => median(looks.map(look => look[what])))
      // Resident memory fluctuates more than the heap.
      const allowed = GROWTH_ALLOWED * (what === 'rss' ? 8 : 1)
      if (to - from > allowed && to > from * (1 + PART_ALLOWED)) {
        problems.push(`${what} grew from ${(from / MEGABYTE).toFixed(1)} to ${(to / MEGABYTE).toFixed(1)} MB`)
      }
    }
    return problems
  }

  summary () {
    const table = (title, counts) => `${title}\n${[...counts].sort(([a], [b]) => a.localeCompare(b)).map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`).join('\n')}`
    return [table('done', this.#done), table('errors', this.#errors), `writes: ${this.begun.size} begun, ${this.written.size} confirmed`].join('\n')
  }

  #count (counts, name) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
}
