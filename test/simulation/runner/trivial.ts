import { Codec } from '../../../src/bolt/codec.js'
import { Conversation } from '../../../src/testing/conversation/conversation.js'
import { QueryLog } from '../../../src/testing/conversation/query-log.js'
import { ServerConnection } from '../../../src/testing/wire/server-connection.js'
import { parseVersion, versionsUpTo } from '../../../src/testing/wire/server-handshake.js'
import type { SimulatedWorld } from '../world/simulated-world.js'
import type { DriverUnderTest } from './driver-under-test.js'

/** One server and one program: for tests of the world alone. */
export function playTrivially (world: SimulatedWorld, driver: DriverUnderTest): Promise<unknown> {
  let index = 0
  world.network.listen('a:7687', socket => {
    void new ServerConnection(socket, {
      index: index++,
      versions: versionsUpTo(parseVersion('5.8')),
      reader: capabilities => new Codec({ integers: 'integer' }).reader(capabilities),
      converse: connection => new Conversation(connection, {
        agent: 'Neo4j/5.26.0', homeDatabase: 'neo4j', address: 'a:7687', logOn: () => undefined, log: new QueryLog(), begin: () => undefined,
        answer: async () => { await world.sleep(world.random.int(20)); return { keys: ['n'], rows: [[1], [2]] } },
        commit: () => ({}), rollback: () => {}
      }).run(),
      onError: error => { world.fail('protocol', error.message) }
    })
  })
  const d = driver.driver('neo4j://a:7687', driver.neo4j.auth.basic('u', 'p'), { maxConnectionPoolSize: 3, connectionTimeout: 5000, maxTransactionRetryTime: 10000 })
  const client = async (c: number): Promise<void> => {
    const random = world.random.fork(`client ${c}`)
    for (let i = 0; i < 30; i++) {
      await world.sleep(random.int(40_000))
      world.trace(`client ${c}`, 'runs')
      try {
        const { records } = await d.executeQuery('RETURN 1')
        world.trace(`client ${c}`, `got ${records.length}`)
      } catch (error) {
        world.trace(`client ${c}`, String(error))
      }
    }
  }
  return Promise.all(Array.from({ length: 10 }, (_, c) => client(c))).then(() => d.close()).then(() => { world.trace('driver', 'closed') })
}
