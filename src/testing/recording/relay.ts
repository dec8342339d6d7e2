import type { Socket } from 'node:net'
import { FAILURE, IGNORED, RECORD, SUCCESS } from '../../bolt/messages.js'
import { type Capabilities, withUtcPatch } from '../../bolt/versions.js'
import type { Transport } from '../../net/socket.js'
import type { AuthToken } from '../../types/auth-token.js'
import type { RecordShape } from '../../types/record.js'
import { isRoutingProcedure, tableOf } from '../conversation/routing.js'
import { requestName } from '../wire/request.js'
import { HandshakeTap } from './handshake-tap.js'
import { type Message, MessageTap } from './message-tap.js'
import type { AnsweredRequest, ConnectionTranscript, Transcript } from './transcript.js'

interface RelaySettings {
  /** The login to send to the server instead of the client's; undefined to forward the client's. */
  readonly token: AuthToken | undefined
  /** The address for routing tables: that of the recorder. */
  readonly address: string
  readonly transcript: Transcript
  readonly connection: ConnectionTranscript
  readonly onError: (error: Error) => void
}

interface Pending {
  readonly name: string
  readonly fields: readonly unknown[]
  /** Whether it belongs to a call of the procedure that returns a routing table. */
  readonly isOfRouting: boolean
  readonly rows: unknown[][]
}

const ANSWERS: Readonly<Record<number, AnsweredRequest['answer']>> = { [SUCCESS]: 'SUCCESS', [FAILURE]: 'FAILURE', [IGNORED]: 'IGNORED' }
/** The keys of a login. */
const TOKEN_KEYS = ['scheme', 'principal', 'credentials', 'realm', 'parameters']

/** Forwards the messages of a client and a server, and records them. Only logins and routing tables are changed. */
export class Relay {
  readonly #client: Socket
  readonly #server: Transport
  readonly #settings: RelaySettings
  readonly #handshake = new HandshakeTap()
  #agreed: { readonly capabilities: Capabilities, readonly requests: MessageTap, readonly answers: MessageTap } | undefined
  /** Requests without a response, oldest first. */
  readonly #pending: Pending[] = []
  /** Whether the last query requested a routing table. */
  #isRouting = false

  constructor (client: Socket, server: Transport, settings: RelaySettings) {
    this.#client = client
    this.#server = server
    this.#settings = settings
    client.setNoDelay(true)
    server.listener = {
      onBytes: (bytes, _view, start, end) => { this.#guard(() => { this.#fromServer(Buffer.from(bytes.subarray(start, end))) }) },
      onClosed: () => { client.end() }
    }
    client.on('data', bytes => { this.#guard(() => { this.#fromClient(bytes) }) })
    client.on('close', () => {
      settings.connection.over()
      server.destroy()
    })
  }

  #guard (work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#settings.onError(error as Error)
      this.#client.destroy()
    }
  }

  #fromClient (bytes: Buffer): void {
    if (this.#agreed !== undefined) return this.#requests(bytes)
    const agreed = this.#handshake.receive('client', bytes)
    const behind = agreed?.behind.length ?? 0
    this.#server.write(Buffer.from(bytes.subarray(0, bytes.length - behind)))
    if (agreed !== undefined) this.#speak(agreed.capabilities, agreed.behind)
  }

  #fromServer (bytes: Buffer): void {
    if (this.#agreed !== undefined) {
      const { answers } = this.#agreed
      answers.receive(bytes)
      const out = answers.take()
      if (out !== undefined) this.#client.write(out)
      return
    }
    const agreed = this.#handshake.receive('server', bytes)
    this.#client.write(bytes)
    if (agreed !== undefined) this.#speak(agreed.capabilities, agreed.behind)
  }

  #requests (bytes: Buffer): void {
    if (bytes.length === 0 || this.#agreed === undefined) return
    const { requests } = this.#agreed
    requests.receive(bytes)
    const out = requests.take()
    if (out !== undefined) this.#server.write(out)
  }

  #speak (capabilities: Capabilities, behind: Buffer): void {
    this.#agreed = {
      capabilities,
      requests: new MessageTap(capabilities, message => { this.#request(message) }),
      answers: new MessageTap(capabilities, message => { this.#answer(message) })
    }
    this.#requests(behind)
  }

  #request ({ tag, raw, fields }: Message): void {
    const name = requestName(tag)
    const isLogin = name === 'LOGON' || (name === 'HELLO' && !this.#spoken().capabilities.logon)
    if (name === 'RUN') this.#isRouting = isRoutingProcedure(fields[0])
    if (name !== 'GOODBYE') this.#pending.push({ name, fields, isOfRouting: this.#isRouting && ['RUN', 'PULL'].includes(name), rows: [] })
    this.#spoken().requests.write(tag, isLogin ? [this.#login(raw[0] as RecordShape<string>), ...raw.slice(1)] : raw)
  }

  #login (given: RecordShape<string>): RecordShape<string> {
    const { token, transcript, connection } = this.#settings
    const sent = token === undefined ? given : { ...Object.fromEntries(Object.entries(given).filter(([key]) => !TOKEN_KEYS.includes(key))), ...token }
    transcript.redaction.add(given)
    transcript.redaction.add(sent)
    connection.loggedOn(sent.principal)
    return sent
  }

  #answer ({ tag, raw, fields }: Message): void {
    const [pending] = this.#pending
    const { answers } = this.#spoken()
    if (pending === undefined) throw new Error('The server sent a response although no request was pending.')
    if (tag === RECORD) {
      const row = fields[0] as unknown[]
      pending.rows.push(row)
      return answers.write(tag, pending.isOfRouting ? [this.#ownRoutingRecord(row)] : raw)
    }
    this.#pending.shift()
    const answer = ANSWERS[tag]
    const metadata = (fields[0] ?? {}) as RecordShape<string>
    if (answer === 'SUCCESS' && pending.name === 'HELLO') this.#greeted(metadata)
    this.#settings.connection.add({ ...pending, answer, metadata })
    const isTable = answer === 'SUCCESS' && pending.name === 'ROUTE'
    answers.write(tag, isTable ? [{ rt: tableOf(pending.fields[0], this.#settings.address, metadata.rt.db) }] : raw)
  }

  #greeted ({ server, patch_bolt: patch }: RecordShape<string>): void {
    const { capabilities, requests, answers } = this.#spoken()
    this.#settings.transcript.greeted(server, capabilities)
    if (!Array.isArray(patch) || !patch.includes('utc')) return
    for (const tap of [requests, answers]) tap.useCapabilities(withUtcPatch(capabilities))
  }

  /** Replaces the servers of a routing record. Its columns are the TTL and the servers. */
  #ownRoutingRecord (row: unknown[]): unknown[] {
    const { servers } = tableOf(undefined, this.#settings.address, '')
    return row.map(value => Array.isArray(value) ? servers : value)
  }

  #spoken (): { readonly capabilities: Capabilities, readonly requests: MessageTap, readonly answers: MessageTap } {
    if (this.#agreed === undefined) throw new Error('No version of Bolt is agreed on yet.')
    return this.#agreed
  }
}
