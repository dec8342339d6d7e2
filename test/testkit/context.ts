import type { Driver } from 'neobolt'
import type { FakeTime } from './fake-time.js'
import type { Frontend } from './frontend.js'
import type { Message } from './protocol.js'

/** A transaction function that waits for the suite to report the result of its work. */
export interface Attempt {
  resolve: () => void
  reject: (error: unknown) => void
}

/** The objects of one test, which the suite refers to by id. */
export class Context {
  readonly frontend: Frontend
  readonly attempts = new Map<number, Attempt>()
  fakeTime: FakeTime | undefined
  /** Other replaced parts of the driver's environment. */
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

  /** Reserves an id, for {@link put}. */
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

  /** Closes everything that the test left open. */
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

/** Handles one kind of request. Without a response, the handler of another request responds. */
export type Handler = (data: any, context: Context) => Message | undefined | Promise<Message | undefined>

export type Handlers = Record<string, Handler>
