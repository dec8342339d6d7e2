import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { type Line, type Message, parseRequest, stringifyResponse } from './protocol.js'

/** How long the suite may take to answer a synchronous question, in milliseconds. */
const PATIENCE = 10_000

/** The suite's end of one connection: receives responses, and answers questions. */
export class Frontend {
  readonly #connection: number
  readonly #port: MessagePort
  readonly #arrivals: Int32Array<SharedArrayBuffer>
  readonly #onLine: (line: Line) => void
  readonly #questions = new Map<number, (answer: any) => void>()
  #lastQuestion = 0

  /** `onLine` is called with lines that arrive during a wait for an answer but are not answers. */
  constructor (connection: number, port: MessagePort, arrivals: Int32Array<SharedArrayBuffer>, onLine: (line: Line) => void) {
    this.#connection = connection
    this.#port = port
    this.#arrivals = arrivals
    this.#onLine = onLine
  }

  respond (message: Message): void {
    this.#port.postMessage({ connection: this.#connection, text: stringifyResponse(message) } satisfies Line)
  }

  /** Asks the suite for a decision that a program would make. */
  async ask (name: string, data: object = {}): Promise<any> {
    const id = ++this.#lastQuestion
    return await new Promise(resolve => {
      this.#questions.set(id, resolve)
      this.respond({ name, data: { id, ...data } })
    })
  }

  /** Like {@link ask}, for synchronous callbacks: blocks the thread. */
  askNow (name: string, data: object): any {
    const id = ++this.#lastQuestion
    this.respond({ name, data: { id, ...data } })
    for (;;) {
      const line = this.#nextLine(name)
      const request = line.text === undefined ? undefined : parseRequest(line.text)
      if (line.connection === this.#connection && request?.data?.requestId === id) return request.data
      setImmediate(() => { this.#onLine(line) })
    }
  }

  /** Handles a request that is the answer to a question. @returns whether it is one */
  takeAnswer ({ data }: Message): boolean {
    const resolve = this.#questions.get(data?.requestId)
    if (resolve === undefined) return false
    this.#questions.delete(data.requestId)
    resolve(data)
    return true
  }

  #nextLine (question: string): Line {
    for (;;) {
      const seen = Atomics.load(this.#arrivals, 0)
      const received = receiveMessageOnPort(this.#port) as { message: Line } | undefined
      if (received !== undefined) return received.message
      if (Atomics.wait(this.#arrivals, 0, seen, PATIENCE) === 'timed-out') {
        throw new Error(`The suite did not answer ${question} in ${PATIENCE} ms`)
      }
    }
  }
}
