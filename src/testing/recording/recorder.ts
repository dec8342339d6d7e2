import { mkdir, rename, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { dirname } from 'node:path'
import { systemClock } from '../../clock.js'
import { parseUrl } from '../../driver/url.js'
import { SERVICE_UNAVAILABLE } from '../../error-codes.js'
import { driver } from '../../index.js'
import { ServerAddress } from '../../net/address.js'
import { ReadBuffer } from '../../net/read-buffer.js'
import { connect, type Transport } from '../../net/socket.js'
import type { AuthToken } from '../../types/auth-token.js'
import { QueryLog } from '../conversation/query-log.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { TestServer } from '../test-server.js'
import { type FileName, pathOf } from './file-name.js'
import { formatRecording } from './recording.js'
import { Relay } from './relay.js'
import { ConnectionTranscript, Transcript } from './transcript.js'

/** Which server is recorded, and where the recording goes. */
export interface RecordOptions {
  /** The server that is recorded, as for `neo4j.driver`. Of a cluster, only the server that is named here. */
  uri: string
  /** What all clients are logged in with, whatever they send themselves. Default: what they send. */
  auth?: AuthToken
  /** Where the recording is written when the recorder is closed. */
  file: FileName
}

/** Milliseconds until a connection to the server is given up. */
const CONNECTION_TIMEOUT = 30_000

/** A server that hands everything on to a real one, and writes it down; see {@link recordNeo4j}. */
export class Neo4jRecorder extends TestServer {
  /** @internal */
  readonly token = undefined
  readonly #options: RecordOptions
  readonly #log = new QueryLog()
  readonly #transcript = new Transcript()
  #isWritten = false

  /** @internal Recorders come from `recordNeo4j`. */
  constructor (options: RecordOptions) {
    super()
    this.#options = options
  }

  get queries (): readonly ReceivedQuery[] {
    return this.#log.queries
  }

  /** @throws Error if the conversation could not be recorded */
  assertDone (): void {
    if (this.problems.length > 0) throw new Error(this.problems.join('\n\n'))
  }

  /** @internal */
  accept (socket: Socket): void {
    socket.on('error', () => {})
    // Nothing is read before the server is there.
    socket.pause()
    this.#connect().then(server => {
      new Relay(socket, server, {
        token: this.#options.auth,
        address: this.address,
        transcript: this.#transcript,
        connection: new ConnectionTranscript(this.#transcript, this.#log),
        onError: error => { this.problems.push(`The conversation can't be recorded: ${error.message}`) }
      })
      socket.resume()
    }, (error: Error) => {
      this.problems.push(error.message)
      socket.destroy()
    })
  }

  /** Closes the recorder's drivers, cuts all other connections, and writes the recording. */
  override async close (): Promise<void> {
    await super.close()
    if (this.#isWritten) return
    this.#isWritten = true
    await write(pathOf(this.#options.file), formatRecording(this.#transcript.recording()))
  }

  async #connect (): Promise<Transport> {
    const { host, port, encrypted, trust } = parseUrl(this.#options.uri)
    return await connect({
      address: new ServerAddress(host, null, port),
      timeout: CONNECTION_TIMEOUT,
      tls: encrypted ? { trust: trust ?? 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES', trustedCertificates: [] } : undefined,
      readBuffer: new ReadBuffer(),
      clock: systemClock,
      errorCode: SERVICE_UNAVAILABLE,
      signal: new AbortController().signal
    })
  }
}

/**
 * Starts a server that hands everything on to a real one and writes the conversation to a file of JSON, for
 * {@link replayNeo4j}. Logins are not written, nor are their passwords where queries have them as parameters; everything
 * else is: parameters and records too.
 *
 * @throws Neo4jError if the server can't be reached, or refuses the login
 */
export async function recordNeo4j (options: RecordOptions): Promise<Neo4jRecorder> {
  const { uri, auth } = options
  const probe = driver(uri, auth)
  try {
    if (auth !== undefined) await probe.verifyConnectivity()
  } finally {
    await probe.close()
  }
  const recorder = new Neo4jRecorder(options)
  await recorder.listen()
  return recorder
}

/** In one step: a test that is ended meanwhile leaves the old recording or the new one. */
async function write (file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
