// Round trips to a server 5 ms away, counted in a proxy, and socket writes, counted at the sockets of the driver.
import { Socket } from 'node:net'
import { DelayProxy } from '../delay-proxy.mjs'
import { datasets } from '../datasets.mjs'

const QUERY = datasets.one.query
const CALLS = 10

/** Counts what sockets connected to `port` hand to the system; undo with `stop`. */
function countWrites (port) {
  const { _write, _writev } = Socket.prototype
  const counter = { writes: 0, stop: () => Object.assign(Socket.prototype, { _write, _writev }) }
  const counted = (original) => function (...args) {
    if (this.remotePort === port) counter.writes++
    return original.apply(this, args)
  }
  Object.assign(Socket.prototype, { _write: counted(_write), _writev: counted(_writev) })
  return counter
}

const calls = {
  sessionRun: (driver, parameters) => {
    const session = driver.session()
    return session.run(QUERY, parameters).then(() => session.close())
  },
  executeQuery: (driver, parameters) => driver.executeQuery(QUERY, parameters),
  executeRead: (driver, parameters) => {
    const session = driver.session()
    return session.executeRead((transaction) => transaction.run(QUERY, parameters)).then(() => session.close())
  },
  // The other driver does not know the setting, and ignores it.
  pipelinedRead: (driver, parameters) => {
    const session = driver.session()
    return session.executeRead((transaction) => transaction.run(QUERY, parameters), { pipelineBegin: true }).then(() => session.close())
  }
}

async function measureCall (name, { driver, parameters, proxy, counter }) {
  await calls[name](driver, parameters)
  const before = { turns: proxy.turns, writes: counter.writes, at: performance.now() }
  for (let i = 0; i < CALLS; i++) await calls[name](driver, parameters)
  return {
    [`${name}Turns`]: (proxy.turns - before.turns) / CALLS,
    [`${name}Writes`]: (counter.writes - before.writes) / CALLS,
    [`${name}Ms`]: (performance.now() - before.at) / CALLS
  }
}

export const roundTrips = [{
  name: 'round-trips',
  title: 'round trips and writes, server 5 ms away',
  unit: 'call',
  loadsDriver: true,
  atMost: { sessionRunTurns: 1, executeQueryTurns: 2, executeReadTurns: 3, pipelinedReadTurns: 2, firstResultTurns: 4, executeQueryWrites: 2 },
  shown: ['sessionRunMs', 'executeQueryMs', 'executeReadMs', 'firstResultMs', 'sessionRunWrites', 'executeReadWrites'],
  async run ({ require, modulePath, uri, username, password, report }) {
    const neo4j = require(modulePath)
    const proxy = await DelayProxy.start(uri)
    const counter = countWrites(proxy.port)
    const driver = neo4j.driver(`bolt://127.0.0.1:${proxy.port}`, neo4j.auth.basic(username, password))
    const parameters = { i: neo4j.int(7) }
    try {
      const startedAt = performance.now()
      await calls.sessionRun(driver, parameters)
      const figures = { firstResultTurns: proxy.turns, firstResultMs: performance.now() - startedAt }
      for (const name of Object.keys(calls)) Object.assign(figures, await measureCall(name, { driver, parameters, proxy, counter }))
      report(figures)
    } finally {
      await driver.close()
      counter.stop()
      proxy.close()
    }
  }
}]
