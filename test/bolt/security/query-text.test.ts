import fc from 'fast-check'
import neo4j from '../../../src/lite.js'
import { BoltServer, query, repeat } from '../../../src/testing/script/index.js'

const QUERY = 'MATCH (n {name: $name}) RETURN n'
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom("'", '"', '`', "' OR 1=1 //", '}) DETACH DELETE n //', '$name', '\u0000', '\\u0027', '__proto__', 'constructor')
)

describe('the text of a query', () => {
  it('reaches the server as it is, whatever its parameters are called and hold', async () => {
    const server = await BoltServer.start(repeat(query(['n'])))
    const driver = neo4j.driver(server.uri)
    const session = driver.session()
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(hostile, hostile)), async pairs => {
      const parameters: Record<string, unknown> = Object.fromEntries(pairs)
      await session.run(QUERY, parameters)
      const run = server.received[0].filter(({ name }) => name === 'RUN').at(-1)
      expect(run?.fields[0]).toBe(QUERY)
      expect(Object.entries(run?.fields[1] as object)).toEqual(Object.entries(parameters))
    }))
    await session.close()
    await driver.close()
    await server.close()
  })
})
