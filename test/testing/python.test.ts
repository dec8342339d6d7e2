import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import neo4j from '../../src/index.js'
import { failure, fakeNeo4j, node, relationship } from '../../src/testing.js'

const hasDriver = spawnSync('python3', ['-c', 'import neo4j'], { stdio: 'ignore' }).status === 0
const define = hasDriver ? it : it.skip
const reason = hasDriver ? '' : ' is not run: python3 has no package neo4j'

describe('the Python driver and the fake server', () => {
  define(`speak by bolt:// and neo4j://${reason}`, async () => {
    const server = await fakeNeo4j({ auth: neo4j.auth.basic('neo4j', 'secret') })
    const [ada, bob] = [node('Person', { name: 'Ada', born: 1815 }), node('Person')]
    server.on('MATCH (p:Person)-[r]->(q) RETURN p, r', { records: [{ p: ada, r: relationship(ada, 'KNOWS', bob) }], counters: { nodesCreated: 1 } })
    server.on('ROWS', { records: Array.from({ length: 1000 }, (_, n) => ({ n })) })
    server.on('BAD', failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'exists'))
    server.on('RETRIED', { records: [{ x: 1 }] }).fails(1)
    try {
      const { stdout } = await promisify(execFile)('python3', [join(__dirname, 'python/check.py'), server.uri, server.routingUri])
      const expected = {
        ada: [['Person'], { name: 'Ada', born: 1815 }, 'KNOWS', bob.elementId],
        counters: 1,
        total: 499500,
        failure: 'Neo.ClientError.Schema.ConstraintValidationFailed',
        unexpected: 'Neo.ClientError.Request.Invalid',
        retried: 1
      }
      const unauthorized = 'Neo.ClientError.Security.Unauthorized'
      expect(JSON.parse(stdout)).toEqual([expected, unauthorized, expected, unauthorized])
      expect(server.queries.filter(({ text }) => text === 'RETRIED').map(({ mode, committed }) => [mode, committed])).toEqual([['READ', false], ['READ', true], ['READ', true]])
      expect(String(server.queries[0].parameters.x)).toBe('2020-01-02')
    } finally {
      await server.close()
    }
  }, 60_000)
})
