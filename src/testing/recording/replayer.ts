import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import type { Capabilities } from '../../bolt/versions.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { TestServer } from '../test-server.js'
import { parseVersion, versionsUpTo } from '../wire/server-handshake.js'
import { type FileName, pathOf } from './file-name.js'
import { RecordedBackend } from './recorded-backend.js'
import { parseRecording, type Recording } from './recording.js'

/** A server that answers as another one did when it was recorded; see {@link replayNeo4j}. */
export class Neo4jReplayer extends TestServer {
  /** @internal */
  readonly token = undefined
  readonly #versions: readonly Capabilities[]
  readonly #backend: RecordedBackend

  /** @internal Replayers come from `replayNeo4j`. */
  constructor (recording: Recording) {
    super()
    this.#versions = versionsUpTo(parseVersion(recording.bolt))
    this.#backend = new RecordedBackend(recording, () => this.address)
  }

  get queries (): readonly ReceivedQuery[] {
    return this.#backend.log.queries
  }

  /**
   * Call it at the end of a test.
   * @throws Error that names what the program has asked and was not recorded, and what was recorded and it did not ask
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
 * Starts a server that answers as another one did when it was recorded by {@link recordNeo4j}. Logins and bookmarks may be
 * others. A query that was not recorded, or was recorded with other parameters, another database, or in another order
 * within its transaction, fails with an error that tells the difference.
 *
 * @throws Error if there is no such file, or it is not a recording
 */
export async function replayNeo4j (file: FileName): Promise<Neo4jReplayer> {
  const path = pathOf(file)
  const replayer = new Neo4jReplayer(parseRecording(await readFile(path, 'utf8'), path))
  await replayer.listen()
  return replayer
}
