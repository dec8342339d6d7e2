import { isAnswer } from '../error-origin.js'
import type { Neo4jError } from '../error.js'
import { describeValue } from '../json.js'
import type { Logger } from '../log.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { describeAnswer, describeMessage, type Message } from './messages.js'
import type { Metadata } from './response-handler.js'

/**
 * The debug log of one connection: `C:` marks messages of the client, `S:` those of the server. Whether the log is
 * enabled is determined once, when the connection is made.
 */
export class ConnectionLog {
  readonly isOn: boolean
  /** The server's id for the connection. */
  serverConnectionId = ''
  readonly #id: number
  readonly #log: Logger

  constructor (id: number, log: Logger) {
    this.#id = id
    this.#log = log
    this.isOn = log.isDebugEnabled()
  }

  sent (message: Message): void {
    if (this.isOn) this.#write(`C: ${describeMessage(message, this.#log.unredactDebugLogs)}`)
  }

  /** Logs the record at the reader's position; only called while the log is on. Values are decoded only if the log shows them. */
  record (reader: PackStreamReader): void {
    const { position } = reader
    const text = this.#log.unredactDebugLogs ? describeValue(reader.readList(), Infinity) : `(${reader.readListSize()} values)`
    reader.position = position
    this.#write(`S: RECORD ${text}`)
  }

  answer (name: 'SUCCESS' | 'FAILURE' | 'IGNORED', metadata: Metadata): void {
    if (this.isOn) this.#write(`S: ${name === 'IGNORED' ? name : describeAnswer(name, metadata, this.#log.unredactDebugLogs)}`)
  }

  /** The message of a server's failure is redacted: it may contain values of the user. */
  closed (reason: Neo4jError): void {
    if (this.isOn) this.#write(`closed: ${isAnswer(reason) && !this.#log.unredactDebugLogs ? reason.code : reason.message}`)
  }

  #write (text: string): void {
    this.#log.debug(`Connection [${this.#id}][${this.serverConnectionId}] ${text}`)
  }
}
