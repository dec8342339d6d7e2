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

/** Options of {@link recordNeo4j}. */
export interface RecordOptions {
  /** The URL of the server to record, as for `neo4j.driver`. Of a cluster, only this server is recorded. */
  uri: string
  /** The token that all clients are logged in with, whatever they send. Default: the token that they send. */
  auth?: AuthToken
  /** The file that the recording is written to when the recorder is closed. */
  file: FileName
}

/** How long connecting to the server may take, in milliseconds. */
const CONNECTION_TIMEOUT = 30_000

/** A server that forwards everything to a real server and records it; see {@link recordNeo4j}. */
export class Neo4jRecorder extends TestServer {
  /** @internal */
  readonly token = undefined
  readonly #options: RecordOptions
  readonly #log = new QueryLog()
  readonly #transcript = new Transcript()
  #isWritten = false

  /** @internal `recordNeo4j` makes recorders. */
  constructor (options: RecordOptions) {
    super()
    this.#options = options
  }

  /** The queries received so far, in order. */
  get queries (): readonly ReceivedQuery[] {
    return this.#log.queries
  }

  /** Call it at the end of a test. @throws Error if the conversation could not be recorded */
  assertDone (): void {
    if (this.problems.length > 0) throw new Error(this.problems.join('\n\n'))
  }

  /** @internal */
  accept (socket: Socket): void {
    socket.on('error', () => {})
    // Pauses reading until the server is connected.
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

  /** Closes the recorder's drivers, cuts all other connections, and writes the recording. @throws Error if the file cannot be written */
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
 * Starts a server that forwards everything to a real server, and writes the conversation to a JSON file for
 * {@link replayNeo4j}. Logins are not recorded, nor are their passwords in query parameters. Everything else is recorded,
 * including parameters and records.
 *
 * @param options the server and the file; see {@link RecordOptions}
 * @throws Neo4jError if `auth` is given and the server cannot be reached or rejects it
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

/** Writes atomically: if the test is killed, the file has either the old or the new recording. */
async function write (file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
