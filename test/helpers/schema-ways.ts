import neo4j from '../../src/index.js'
import type { StandardSchema } from '../../src/mapping/standard-schema.js'
import type { FakeNeo4j } from '../../src/testing.js'

const { resultTransformers } = neo4j
export const hydrationHooks = { Integer: 'safe' as const }

/** Every way of reading a result as what a schema makes of it. */
export const ways: Array<[string, (server: FakeNeo4j, query: string, schema: StandardSchema) => Promise<unknown[]>]> = [
  ['await result.as', async (server, query, schema) => (await server.driver().session({ hydrationHooks }).run(query).as(schema)).records],
  ['for await', async (server, query, schema) => {
    const found: unknown[] = []
    for await (const value of server.driver({ fetchSize: 100 }).session({ hydrationHooks }).run(query).as(schema)) found.push(value)
    return found
  }],
  ['subscribe', (server, query, schema) => new Promise((resolve, reject) => {
    const found: unknown[] = []
    server.driver({ fetchSize: 100 }).session({ hydrationHooks }).run(query).as(schema).subscribe({ onNext: value => { found.push(value) }, onCompleted: () => { resolve(found) }, onError: reject })
  })],
  ['resultTransformers.hydrated', async (server, query, schema) => (await server.driver().executeQuery(query, {}, { hydrationHooks, resultTransformer: resultTransformers.hydrated(schema) })).records],
  ['resultTransformers.mapped', async (server, query, schema) => await server.driver().executeQuery(query, {}, { hydrationHooks, resultTransformer: resultTransformers.mapped({ map: schema, collect: records => records as unknown[] }) })]
]
