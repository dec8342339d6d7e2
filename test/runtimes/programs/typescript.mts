import * as neo4j from 'neobolt'
import { tour } from './tour.cjs'

console.log(await tour(neo4j))
