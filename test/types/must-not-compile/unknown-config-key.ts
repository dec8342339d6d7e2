// TS2353: Object literal may only specify known properties, and 'maxPoolSize' does not exist
import neo4j from 'neobolt'

export const driver = neo4j.driver('bolt://localhost', undefined, { maxPoolSize: 10 })
