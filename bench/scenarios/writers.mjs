// Programs that write at the same time, to one server (bolt://, neo4j://) or a cluster (neo4j://): what `--real` names.
import { repeatInParallel } from './repeat.mjs'

const WRITERS = 12
const TIMES = 2_400
/** Removed with the graph of the other scenarios. */
const CREATE = 'CREATE (n:BenchWrite {id: $id}) RETURN count(n) AS created'

const createdBy = ({ records }) => records[0].get('created').low

function writers ({ write, ...rest }) {
  return {
    unit: 'write',
    judge: 'wall',
    shown: ['cpu'],
    onRealOnly: true,
    ...rest,
    async run ({ driver, neo4j, scaled, measure }) {
      let id = 0
      const ask = () => write(driver, { id: neo4j.int(id++) })
      const count = Math.ceil(scaled(TIMES) / WRITERS) * WRITERS
      await repeatInParallel(Math.ceil(count / 3), WRITERS, ask)
      let created = 0
      await measure(count, async () => { created = await repeatInParallel(count, WRITERS, ask) })
      return created
    }
  }
}

async function executeWrite (driver, parameters) {
  const session = driver.session()
  try {
    return await session.executeWrite(async (transaction) => createdBy(await transaction.run(CREATE, parameters)))
  } finally {
    await session.close()
  }
}

export const concurrentWriters = [
  writers({ name: 'writers-query', title: '12 writers, executeQuery', write: async (driver, parameters) => createdBy(await driver.executeQuery(CREATE, parameters)) }),
  writers({ name: 'writers-function', title: '12 writers, executeWrite', write: executeWrite })
]
