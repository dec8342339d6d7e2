// TS2345: Argument of type '{ principal: string; credentials: string; }' is not assignable
import neo4j from 'neobolt'

export const driver = neo4j.driver('bolt://localhost', { principal: 'neo4j', credentials: 'secret' })
