import type { ManagedTransaction, Session, Transaction } from 'neobolt'
import type { Chapter } from './place.js'

/** «Run your own transactions»: transaction functions, explicit transactions, rollback, configuration. */
export const transactions: Chapter = async (neo4j, { uri, user, password, label }) => {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password))
  const session: Session = driver.session({ database: 'neo4j', defaultAccessMode: neo4j.session.WRITE })

  async function hire (tx: ManagedTransaction, name: string): Promise<number> {
    await tx.run(`MERGE (p:${label} {name: $name})`, { name })
    const { records } = await tx.run(`MATCH (p:${label}) RETURN count(p) AS staff`)
    return records[0].get('staff').toNumber()
  }

  async function countIn (tx: Transaction): Promise<string> {
    const result = await tx.run(`MATCH (p:${label}) RETURN count(p) AS n`)
    return String(result.records[0].get('n'))
  }

  try {
    const staff = [await session.executeWrite(tx => hire(tx, 'Alice')), await session.executeWrite(tx => hire(tx, 'Bob'), { timeout: 5_000 })]
    const refused = await session.executeWrite(async tx => {
      if (await hire(tx, 'Carol') > 2) throw new Error('no third one')
    }).catch((error: Error) => error.message)
    const tx = await session.beginTransaction({ metadata: { app: 'manual' } })
    await tx.run(`CREATE (:${label} {name: 'Dan'})`)
    const inside = await countIn(tx)
    await tx.rollback()
    const unawaited = session.beginTransaction()
    const names = (await unawaited.run(`MATCH (p:${label}) RETURN p.name AS name ORDER BY name`)).records.map(record => record.get('name'))
    await unawaited.commit()
    const after = await unawaited.commit().catch((error: Error) => error.name)
    return { staff, refused, inside, names, after, open: tx.isOpen() }
  } finally {
    await session.close()
    await driver.close()
  }
}
