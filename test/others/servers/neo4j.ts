import { obstacleAfterFetching, startServer } from '../../live/server/launch.cjs'
import type { OtherServerKind } from './other-server.js'

const VERSION = '5.26.0'

/** The measure of the others. */
export const neo4jServer: OtherServerKind = {
  name: `Neo4j ${VERSION}`,
  obstacle: () => obstacleAfterFetching(VERSION),
  start: async () => {
    const server = await startServer(VERSION)
    const { uri, username, password } = server
    return { uri, username, password, database: 'neo4j', get isRunning () { return server.isRunning }, stop: async () => { await server.stop() } }
  }
}
