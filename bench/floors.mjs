// The floors under every driver: a socket client that only reads the bytes, and msgpackr decoding the same data.
import { connect } from 'node:net'
import { Packr } from 'msgpackr'
import { datasets } from './datasets.mjs'
import { Float, Struct, message } from './encode.mjs'
import { summary } from './replay-server.mjs'

const handshake = Buffer.from([0x60, 0x60, 0xb0, 0x17, 0, 8, 8, 5, ...new Array(12).fill(0)])

/** A connection that writes ready-made requests and looks at nothing but the end of what comes back. */
class BareClient {
  #socket
  #tail = Buffer.alloc(0)
  #ending = null
  #done = null

  static async open (uri) {
    const client = new BareClient()
    const { hostname, port } = new URL(uri)
    client.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    client.#socket.on('data', (data) => client.#receive(data))
    await client.exchange(handshake, Buffer.from([5]))
    await client.exchange(Buffer.concat([message(0x01, {}), message(0x6a, {})]), message(0x70, {}))
    return client
  }

  /** Resolves when the bytes received so far end with `ending`. */
  exchange (request, ending) {
    return new Promise((resolve, reject) => {
      this.#ending = ending
      this.#done = resolve
      this.#socket.once('error', reject)
      this.#socket.write(request, () => this.#socket.off('error', reject))
    })
  }

  close () {
    this.#socket.destroy()
  }

  #receive (data) {
    const size = this.#ending.length
    this.#tail = data.length >= size ? data : Buffer.concat([this.#tail, data])
    if (this.#tail.subarray(-size).equals(this.#ending)) {
      this.#tail = Buffer.alloc(0)
      this.#done()
    }
  }
}

function runAndPull (query, parameters) {
  return Buffer.concat([message(0x10, query, parameters, {}), message(0x3f, { n: -1 })])
}

async function bytes (scenario, context) {
  if (scenario.bareRun !== undefined) return scenario.bareRun(context, () => BareClient.open(context.uri))
  const client = await BareClient.open(context.uri)
  try {
    if (scenario.dataset !== undefined) {
      const rows = context.scaled(scenario.n)
      const request = runAndPull(datasets[scenario.dataset].query, { n: rows })
      await client.exchange(request, summary)
      for (let pass = 0; pass < (scenario.passes ?? 2); pass++) await context.measure(rows, () => client.exchange(request, summary))
      return
    }
    const { query, parameters, times, turns = 1 } = scenario.bare
    const request = runAndPull(query, parameters())
    const repeat = async (count) => { for (let i = 0; i < count * turns; i++) await client.exchange(request, summary) }
    await repeat(Math.ceil(context.scaled(times) / 4))
    await context.measure(context.scaled(times), () => repeat(context.scaled(times)))
  } finally {
    client.close()
  }
}

const structFields = new Map([
  [0x4e, ['identity', 'labels', 'properties', 'elementId']],
  [0x52, ['identity', 'start', 'end', 'type', 'properties', 'elementId', 'startNodeElementId', 'endNodeElementId']],
  [0x72, ['identity', 'type', 'properties', 'elementId']],
  [0x50, ['nodes', 'relationships', 'indices']]
])

/** The same value for msgpackr: structures as maps with the field names that the drivers use, or as lists. */
function plain (value) {
  if (value instanceof Float) return value.value
  if (value instanceof Struct) {
    const names = structFields.get(value.tag)
    const fields = value.fields.map(plain)
    return names === undefined ? fields : Object.fromEntries(names.map((name, i) => [name, fields[i]]))
  }
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

/** msgpackr at its fastest: keys that recur are sent once, and its readers for them are generated code. */
async function msgpackr (scenario, context) {
  const packr = new Packr({ structures: [] })
  if (scenario.dataset === undefined) {
    const parameters = plain(scenario.bare.parameters())
    const times = context.scaled(scenario.bare.times)
    const pack = (count) => { for (let i = 0; i < count; i++) packr.pack(parameters) }
    pack(Math.ceil(times / 4))
    return context.measure(times, () => pack(times))
  }
  const { period, row } = datasets[scenario.dataset]
  const block = Buffer.concat(Array.from({ length: period }, (_, i) => Buffer.from(packr.pack(plain(row(i))))))
  const rows = context.scaled(scenario.n)
  let count = 0
  const decode = () => {
    for (count = 0; count < rows; count += period) packr.unpackMultiple(block, () => {})
  }
  decode()
  for (let pass = 0; pass < (scenario.passes ?? 2); pass++) await context.measure(Math.ceil(rows / period) * period, decode)
}

export const floors = { bytes, msgpackr }
