import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { Context } from './context.js'
import { errorResponse } from './errors.js'
import { Frontend } from './frontend.js'
import { handlers } from './handlers/index.js'
import { type Line, type Message, parseRequest } from './protocol.js'

const { port1: port, port2: wirePort } = new MessageChannel()
const arrivals = new Int32Array(new SharedArrayBuffer(4))
const contexts = new Map<number, Context>()

function contextOf (connection: number): Context {
  let context = contexts.get(connection)
  if (context === undefined) {
    context = new Context(new Frontend(connection, port, arrivals, receive))
    contexts.set(connection, context)
  }
  return context
}

function receive ({ connection, text }: Line): void {
  if (text === undefined) {
    contexts.get(connection)?.close().catch(error => { console.error(error) })
    contexts.delete(connection)
    return
  }
  const context = contextOf(connection)
  const request = parseRequest(text)
  if (context.frontend.takeAnswer(request)) return
  handle(request, context).catch(error => { console.error(error) })
}

/** Handles requests concurrently: one may wait for a callback that the suite answers with the next request. */
async function handle (request: Message, context: Context): Promise<void> {
  const handler = handlers[request.name]
  if (handler === undefined) {
    context.frontend.respond({ name: 'BackendError', data: { msg: `The backend does not know the request ${request.name}` } })
    return
  }
  try {
    const response = await handler(request.data, context)
    if (response !== undefined) context.frontend.respond(response)
  } catch (error) {
    context.frontend.respond(errorResponse(error, context))
  }
}

// An unhandled rejection would be a bug of the driver, so the test must fail.
process.on('unhandledRejection', error => {
  console.error('Unhandled rejection', error)
  process.exit(1)
})

port.on('message', receive)
const tcpPort = Number(process.env.TEST_BACKEND_PORT ?? process.env.BACKEND_PORT ?? 9876)
new Worker(join(__dirname, 'wire.js'), { workerData: { port: wirePort, arrivals, tcpPort }, transferList: [wirePort] })
