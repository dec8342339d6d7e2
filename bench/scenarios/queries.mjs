// Small queries, one after the other and many at once: what a request of a web application costs.
import { datasets } from '../datasets.mjs'
import { repeatInParallel } from './repeat.mjs'

const QUERY = datasets.one.query

const valueOf = ({ records }) => records[0].get('i').low

const kinds = {
  async run ({ session, parameters }) {
    return valueOf(await session.run(QUERY, parameters))
  },
  async executeQuery ({ driver, parameters }) {
    return valueOf(await driver.executeQuery(QUERY, parameters))
  },
  async executeRead ({ session, parameters }) {
    return await session.executeRead(async (transaction) => valueOf(await transaction.run(QUERY, parameters)))
  },
  async transaction ({ session, parameters }) {
    const transaction = await session.beginTransaction()
    let sum = 0
    for (let i = 0; i < 3; i++) sum += valueOf(await transaction.run(QUERY, parameters))
    await transaction.commit()
    return sum
  }
}

function queries ({ kind, times, parallel = 1, ...rest }) {
  return {
    unit: 'query',
    judge: 'cpu',
    ...rest,
    async run ({ driver, neo4j, scaled, measure }) {
      const session = driver.session()
      const tools = { driver, session, parameters: { i: neo4j.int(7) } }
      const ask = () => kinds[kind](tools)
      const count = Math.ceil(scaled(times) / parallel) * parallel
      await repeatInParallel(Math.ceil(count / 3), parallel, ask)
      let sum = 0
      await measure(count, async () => { sum = await repeatInParallel(count, parallel, ask) })
      await session.close()
      return sum
    }
  }
}

/** The floor of the socket: a query as often as this work makes a round trip. */
function withFloor (times, turns) {
  return { times, floors: ['bytes'], bare: { query: QUERY, parameters: () => ({ i: 7 }), times, turns } }
}

export const smallQueries = [
  queries({ name: 'session-run', title: 'sequential session.run', kind: 'run', target: 4, ...withFloor(8000, 1) }),
  queries({ name: 'execute-query', title: 'sequential executeQuery', kind: 'executeQuery', target: 5, ...withFloor(5000, 2) }),
  queries({ name: 'execute-read', title: 'sequential executeRead', kind: 'executeRead', target: 7, ...withFloor(5000, 3) }),
  queries({ name: 'transaction', title: 'transaction with 3 queries', kind: 'transaction', target: 7.5, ...withFloor(4000, 5) }),
  queries({ name: 'parallel-64', title: '64 parallel executeQuery, bolt://', kind: 'executeQuery', parallel: 64, times: 12_800, target: 5.5 }),
  queries({ name: 'parallel-256', title: '256 parallel executeQuery, bolt://', kind: 'executeQuery', parallel: 256, times: 12_800, target: 7 }),
  queries({ name: 'parallel-routed', title: '64 parallel executeQuery, neo4j://', kind: 'executeQuery', parallel: 64, times: 12_800, scheme: 'neo4j', target: 5 })
]
