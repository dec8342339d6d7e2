import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import type { Capabilities } from '../../bolt/versions.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { TestServer } from '../test-server.js'
import { parseVersion, versionsUpTo } from '../wire/server-handshake.js'
import { type FileName, pathOf } from './file-name.js'
import { RecordedBackend } from './recorded-backend.js'
import { parseRecording, type Recording } from './recording.js'

/** A server that answers as another server did when it was recorded; see {@link replayNeo4j}. */
export class Neo4jReplayer extends TestServer {
  /** @internal */
  readonly token = undefined
  readonly #versions: readonly Capabilities[]
  readonly #backend: RecordedBackend

  /** @internal `replayNeo4j` makes replayers. */
  constructor (recording: Recording) {
    super()
    this.#versions = versionsUpTo(parseVersion(recording.bolt))
    this.#backend = new RecordedBackend(recording, () => this.address)
  }

  /** The queries received so far, in order. */
  get queries (): readonly ReceivedQuery[] {
    return this.#backend.log.queries
  }

  /**
   * Call it at the end of a test.
   * @throws Error that lists queries that were not recorded, and recorded queries that were not received
   */
  assertDone (): void {
    const problems = [...this.#backend.problems(), ...this.problems]
    if (problems.length > 0) throw new Error(problems.join('\n\n'))
  }

  /** @internal */
  accept (socket: Socket): void {
    this.serve(socket, this.#versions, this.#backend)
  }
}

/**
 * Starts a server that answers as another server did when {@link recordNeo4j} recorded it. Logins and bookmarks may differ
 * from the recording. A query that was not recorded, or that was recorded with other parameters, another database or in
 * another order within its transaction, fails with an error that describes the difference.
 *
 * @param file the path or URL of the recording
 * @throws Error if the file does not exist, or is not a recording
 */
export async function replayNeo4j (file: FileName): Promise<Neo4jReplayer> {
  const path = pathOf(file)
  const replayer = new Neo4jReplayer(parseRecording(await readFile(path, 'utf8'), path))
  await replayer.listen()
  return replayer
}
