import type { Driver } from 'neobolt'
import type { FakeTime } from './fake-time.js'
import type { Frontend } from './frontend.js'
import type { Message } from './protocol.js'

/** A transaction function that waits for the suite to say how its work went. */
export interface Attempt {
  resolve: () => void
  reject: (error: unknown) => void
}

/** All that one test has made: the suite knows it by ids. */
export class Context {
  readonly frontend: Frontend
  readonly attempts = new Map<number, Attempt>()
  fakeTime: FakeTime | undefined
  /** What else of the driver's world is not as usual. */
  readonly pretences: Array<{ uninstall: () => void }> = []
  testName = ''
  #lastId = 0
  readonly #objects = new Map<number, unknown>()

  constructor (frontend: Frontend) {
    this.frontend = frontend
  }

  add (object: unknown): number {
    const id = this.reserve()
    this.put(id, object)
    return id
  }

  /** An id for what is to be {@link put} under it. */
  reserve (): number {
    return ++this.#lastId
  }

  put (id: number, object: unknown): void {
    this.#objects.set(id, object)
  }

  get<T> (id: number): T {
    const object = this.#objects.get(id)
    if (object === undefined) throw new Error(`There is nothing with the id ${id}`)
    return object as T
  }

  /** Ends what the test left behind. */
  async close (): Promise<void> {
    this.fakeTime?.uninstall()
    for (const pretence of this.pretences.splice(0)) pretence.uninstall()
    for (const object of this.#objects.values()) {
      if (isDriver(object)) await object.close()
    }
  }
}

function isDriver (object: unknown): object is Driver {
  return typeof (object as Partial<Driver>).supportsMultiDb === 'function'
}

/** Answers one kind of request; without a response, another request's handler responds. */
export type Handler = (data: any, context: Context) => Message | undefined | Promise<Message | undefined>

export type Handlers = Record<string, Handler>
