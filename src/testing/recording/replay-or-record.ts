import { existsSync } from 'node:fs'
import { auth } from '../../auth/tokens.js'
import { type FileName, pathOf } from './file-name.js'
import { type Neo4jRecorder, recordNeo4j } from './recorder.js'
import { type Neo4jReplayer, replayNeo4j } from './replayer.js'

/**
 * Replays a recording, or records it again if the environment names a server: `NEO4J_URI`, and `NEO4J_USERNAME` (default:
 * `neo4j`) and `NEO4J_PASSWORD` if it requires a login.
 *
 * @param file the path or URL of the recording
 * @throws Error if there is neither a recording nor a server
 */
export async function replayOrRecord (file: FileName): Promise<Neo4jReplayer | Neo4jRecorder> {
  const { NEO4J_URI: uri, NEO4J_USERNAME: username = 'neo4j', NEO4J_PASSWORD: password } = process.env
  if (uri !== undefined && uri !== '') {
    return await recordNeo4j({ uri, auth: password === undefined ? undefined : auth.basic(username, password), file })
  }
  if (!existsSync(pathOf(file))) throw new Error(`There is no recording ${pathOf(file)}. To make it, run the test with NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD of a server.`)
  return await replayNeo4j(file)
}
