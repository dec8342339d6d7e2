import { connect } from 'node:net'
import { ChunkReader } from '../../src/bolt/framing.js'
import { FAILURE, IGNORED, RECORD, SUCCESS } from '../../src/bolt/messages.js'
import type { FakeNeo4j } from '../../src/testing.js'
import { serverReader } from '../../src/testing/wire/server-values.js'
import { chunked, LATEST, packed } from '../helpers/wire.js'

interface Answer { readonly name: string, readonly metadata: any }

const REQUESTS: Record<string, [tag: number, ...fields: unknown[]]> = {
  HELLO: [0x01, { user_agent: 'test/1', scheme: 'none' }], RESET: [0x0f], RUN: [0x10, 'RETURN 1', {}, {}], BEGIN: [0x11, {}], COMMIT: [0x12], ROLLBACK: [0x13], PULL: [0x3f, { n: -1 }],
  TELEMETRY: [0x54, 1], '0x33': [0x33]
}
const ANSWERS: Record<number, string> = { [SUCCESS]: 'SUCCESS', [FAILURE]: 'FAILURE', [IGNORED]: 'IGNORED', [RECORD]: 'RECORD' }

/** A client without a driver, which sends whatever it is told. */
export async function connectToServer (server: FakeNeo4j, logsIn = true): Promise<{ send: (name: string) => void, answers: (count: number) => Promise<Answer[]>, close: () => void }> {
  const [host, port] = server.address.split(':')
  const socket = connect(Number(port), host)
  const seen: Answer[] = []
  let wake = (): void => {}
  const reader = serverReader(LATEST)
  const chunks = new ChunkReader({
    receiveMessage: (bytes, view, start, end) => {
      reader.open(bytes, view, start + 2, end)
      const [metadata] = reader.readItems(bytes[start] & 0x0f)
      seen.push({ name: ANSWERS[bytes[start + 1]], metadata })
      wake()
      return true
    }
  })
  let handshake = 4
  socket.on('error', () => {})
  socket.on('data', bytes => {
    const own = Buffer.from(bytes.subarray(Math.min(handshake, bytes.length)))
    handshake -= Math.min(handshake, bytes.length)
    if (own.length > 0) chunks.receive(own, new DataView(own.buffer, own.byteOffset, own.length), 0, own.length)
  })
  const send = (name: string): void => {
    const [tag, ...fields] = REQUESTS[name]
    socket.write(chunked(Buffer.concat([Uint8Array.of(0xb0 | fields.length, tag), ...fields.map(field => packed(field))])))
  }
  const answers = async (count: number): Promise<Answer[]> => {
    while (seen.length < count) await new Promise<void>(resolve => { wake = resolve })
    return seen.splice(0, count)
  }
  socket.write(Uint8Array.of(0x60, 0x60, 0xb0, 0x17, 0, 8, 8, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
  if (logsIn) {
    send('HELLO')
    await answers(1)
  }
  return { send, answers, close: () => { socket.destroy() } }
}
