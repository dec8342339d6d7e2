/** For tests of programs that use Neo4j: docs/testing.md. */
export { record } from './testing/builders/record.js'
export { node, path, relationship } from './testing/builders/graph.js'
export { point } from './testing/builders/point.js'
export { result } from './testing/builders/result.js'
export { summary } from './testing/builders/summary.js'
export { fakeNeo4j } from './testing/fake/fake-neo4j.js'
export { failure } from './testing/wire/failure.js'
export { float } from './testing/wire/float.js'

export type { Answer } from './testing/fake/answer.js'
export type { Expectation } from './testing/fake/expectation.js'
export type { FakeNeo4j, FakeNeo4jOptions } from './testing/fake/fake-neo4j.js'
export type { ReceivedQuery } from './testing/conversation/received-query.js'
