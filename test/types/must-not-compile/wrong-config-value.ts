// TS2322: Type 'string' is not assignable to type 'number'
import neo4j from 'neobolt'

export const driver = neo4j.driver('bolt://localhost', undefined, { maxConnectionPoolSize: '10' })
