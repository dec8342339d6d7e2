// What looking a server up in a warm routing table costs: small queries by neo4j:// and bolt://, in turns, in one process.
import { datasets } from '../datasets.mjs'

const QUERY = datasets.one.query
const PAIRS = 40

async function cpuOf (driver, config, parameters, calls) {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) await driver.executeQuery(QUERY, parameters, config)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** The median of many ratios of two neighbours: what else the machine does meets both. */
async function compare (drivers, config, parameters, calls) {
  const ratios = []
  for (let i = 0; i < PAIRS; i++) {
    const order = i % 2 === 0 ? ['direct', 'routed'] : ['routed', 'direct']
    const cpu = {}
    for (const kind of order) cpu[kind] = await cpuOf(drivers[kind], config, parameters, calls)
    ratios.push(cpu.routed / cpu.direct)
  }
  return median(ratios)
}

export const routing = [{
  name: 'routed-lookup',
  title: 'executeQuery, CPU neo4j:// ÷ bolt://',
  unit: 'query',
  loadsDriver: true,
  atMost: { namedDatabase: 1.03, homeDatabase: 1.03 },
  async run ({ require, modulePath, uri, username, password, scaled, report }) {
    const neo4j = require(modulePath)
    const connect = (scheme) => neo4j.driver(uri.replace(/^bolt/, scheme), neo4j.auth.basic(username, password))
    const drivers = { direct: connect('bolt'), routed: connect('neo4j') }
    const parameters = { i: neo4j.int(7) }
    const calls = scaled(400)
    try {
      await compare(drivers, {}, parameters, scaled(60))
      report({
        namedDatabase: await compare(drivers, { database: 'neo4j' }, parameters, calls),
        homeDatabase: await compare(drivers, {}, parameters, calls)
      })
    } finally {
      await drivers.direct.close()
      await drivers.routed.close()
    }
  }
}]
