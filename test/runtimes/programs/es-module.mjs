import { createRequire } from 'node:module'
import neo4j, { driver, Neo4jError } from 'neobolt'
import { tour } from './tour.cjs'

// Libraries that require and programs that import must meet the same classes.
const required = createRequire(import.meta.url)('neobolt')
if (required.Neo4jError !== Neo4jError || required.default !== neo4j) throw new Error('import and require give two copies')
console.log(await tour({ ...neo4j, driver, Neo4jError }))
