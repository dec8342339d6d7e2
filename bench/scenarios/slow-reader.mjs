// Two million records to a reader that keeps pausing: the driver must hold the server back, not hoard.
import { setTimeout as sleep } from 'node:timers/promises'
import { datasets } from '../datasets.mjs'

const RECORDS = 2_000_000
const BETWEEN_PAUSES = 10_000
const PAUSE_MS = 5

async function readSlowly ({ driver, neo4j }, n) {
  const session = driver.session()
  let sum = 0
  let count = 0
  for await (const record of session.run(datasets.integers.query, { n: neo4j.int(n) })) {
    sum = (sum + record.get(0).low) | 0
    if (++count % BETWEEN_PAUSES === 0) await sleep(PAUSE_MS)
  }
  await session.close()
  if (count !== n) throw new Error(`${count} records arrived of ${n}`)
  return sum
}

export const slowReader = [{
  name: 'slow-reader',
  title: '2 million records to a slow reader',
  unit: 'record',
  judge: 'cpu',
  target: 6.5,
  noMoreMemory: true,
  async run (context) {
    const rows = context.scaled(RECORDS)
    await readSlowly(context, Math.ceil(rows / 20))
    let sum
    await context.measure(rows, async () => { sum = await readSlowly(context, rows) })
    return sum
  }
}]
