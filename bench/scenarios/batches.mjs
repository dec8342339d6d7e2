// Writing many rows: executeBatches, and with a driver that lacks it the loop that a program would write.
import { digests } from '../datasets.mjs'

const ROWS = 200_000
const BATCH = 1000

function * people (count, { int }) {
  for (let i = 0; i < count; i++) yield { id: int(i), name: `Person number ${i}`, score: i * 0.37 + 0.1 }
}

async function byHand (driver, rows) {
  const session = driver.session()
  let written = 0
  const write = async (batch) => {
    await session.executeWrite((tx) => tx.run(digests.rows, { rows: batch }))
    written += batch.length
  }
  let batch = []
  for (const row of rows) {
    if (batch.push(row) < BATCH) continue
    await write(batch)
    batch = []
  }
  if (batch.length > 0) await write(batch)
  await session.close()
  return written
}

async function writeAll ({ driver, neo4j }, count) {
  const rows = people(count, neo4j)
  return driver.executeBatches === undefined ? byHand(driver, rows) : (await driver.executeBatches(digests.rows, rows, { batchSize: BATCH })).rows
}

export const batches = [{
  name: 'batches',
  title: '200,000 rows in, executeBatches',
  unit: 'row',
  judge: 'cpu',
  noMoreMemory: true,
  onReplayOnly: true,
  async run (context) {
    const rows = context.scaled(ROWS)
    await writeAll(context, Math.ceil(rows / 4))
    let written
    await context.measure(rows, async () => { written = await writeAll(context, rows) })
    return written
  }
}]
