// What a signal or a listener costs those who use it, in percent: the same work with and without, in turns, in one process.
import { channel } from 'node:diagnostics_channel'
import { datasets } from '../datasets.mjs'
import { median } from '../report.mjs'

const ROUNDS = 30
const QUERIES = 200
const ROWS = 20_000

async function cpuOf (work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

async function runQueries ({ session, neo4j, signal, beside }) {
  const parameters = { i: neo4j.int(7) }
  const config = signal && { signal }
  for (let i = 0; i < QUERIES; i++) {
    const listener = beside && (() => i)
    beside?.addEventListener('abort', listener)
    await session.run(datasets.one.query, parameters, config)
    beside?.removeEventListener('abort', listener)
  }
}

async function readRows ({ session, neo4j, signal }) {
  await new Promise((resolve, reject) => {
    session.run(datasets.integers.query, { n: neo4j.int(ROWS) }, signal && { signal }).subscribe({ onCompleted: resolve, onError: reject })
  })
}

const works = { 'session.run': runQueries, '3 integers': readRows }
const work = { subscribed: () => {} }
const queries = () => channel('tracing:neobolt:query:start')

/** How each thing is put on for one round, and taken off again. */
const things = {
  signal: (context) => [{ ...context, signal: context.signals.signal }, () => {}],
  // The floor of a signal: what Node takes to add a listener to one and to remove it, with each query.
  'bare-listener': (context) => [{ ...context, beside: context.signals.signal }, () => {}],
  listener: (context) => {
    queries().subscribe(work.subscribed)
    return [context, () => { queries().unsubscribe(work.subscribed) }]
  }
}

function overhead (thing, of) {
  return {
    name: `cost-of-${thing}-${of === 'session.run' ? 'run' : 'rows'}`,
    title: `a ${thing}, ${of}`,
    unit: 'use',
    judge: 'percent',
    onlyOurs: true,
    atMost: { percent: 3 },
    async run ({ driver, neo4j, report }) {
      const context = { session: driver.session(), neo4j, signals: new AbortController() }
      const costs = []
      for (let round = 0; round < ROUNDS; round++) {
        const without = await cpuOf(() => works[of](context))
        const [using, stop] = things[thing](context)
        const withIt = await cpuOf(() => works[of](using))
        stop()
        if (round >= ROUNDS / 3) costs.push(withIt / without)
      }
      report({ percent: (median(costs) - 1) * 100 })
      await context.session.close()
    }
  }
}

export const overheads = [
  overhead('signal', 'session.run'),
  overhead('signal', '3 integers'),
  overhead('bare-listener', 'session.run'),
  overhead('listener', 'session.run'),
  overhead('listener', '3 integers')
]
