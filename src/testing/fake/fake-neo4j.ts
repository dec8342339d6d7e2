import type { Socket } from 'node:net'
import { type Capabilities, SPOKEN_VERSIONS } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'
import type { AuthToken } from '../../types/auth-token.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { TestServer } from '../test-server.js'
import { parseVersion, versionsUpTo } from '../wire/server-handshake.js'
import type { Answer, AnswerFunction } from './answer.js'
import { Expectation, type QueryMatcher } from './expectation.js'
import { FakeBackend } from './fake-backend.js'

/** Options of {@link fakeNeo4j}; all are optional. */
export interface FakeNeo4jOptions {
  /** The Bolt version, such as `'4.4'`. Default: the newest version that client and server have in common. */
  bolt?: string
  /** The accepted login, such as `neo4j.auth.basic('neo4j', 'secret')`. Default: any. */
  auth?: AuthToken
  /** The home database of all users. Default: `neo4j`. */
  database?: string
}

/** A Neo4j server for tests, which gives prepared answers; see {@link fakeNeo4j}. */
export class FakeNeo4j extends TestServer {
  /** @internal */
  readonly token: AuthToken | undefined
  readonly #versions: readonly Capabilities[]
  readonly #backend: FakeBackend

  /** @internal `fakeNeo4j` makes servers. */
  constructor ({ bolt, auth, database = 'neo4j' }: FakeNeo4jOptions) {
    super()
    this.#versions = bolt === undefined ? versionsUpTo(parseVersion(SPOKEN_VERSIONS[0].join('.'))) : [parseVersion(bolt)]
    this.token = auth
    this.#backend = new FakeBackend(database, auth, () => this.address)
  }

  /** The queries received so far, in order. */
  get queries (): readonly ReceivedQuery[] {
    return this.#backend.log.queries
  }

  /**
   * Defines the answer to a query. If several answers match a query, the one added last is used, unless it is used up.
   * @example
   * server.on('MATCH (p:Person) RETURN p', { records: [{ p: node(['Person'], { name: 'Ada' }) }] })
   * server.on(/^CREATE/, failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'exists already')).once()
   * server.on('RETURN $x AS x', ({ parameters }) => ({ records: [{ x: parameters.x }] }))
   *
   * @param query its text, in which whitespace does not matter; a pattern; or a function of text and parameters
   * @param answer records and parts of the summary; a failure; or a function that returns either when the query is received
   * @returns the expectation, whose methods restrict or delay the answer
   * @throws TypeError if the query or the answer is invalid
   */
  on (query: QueryMatcher, answer: Answer | AnswerFunction = {}): Expectation {
    const expectation = new Expectation(query, answer)
    this.#backend.expectations.add(expectation)
    return expectation
  }

  /**
   * Call it at the end of a test.
   * @throws Error that lists unexpected queries, answers that failed, and expected queries that were not received
   */
  assertDone (): void {
    const problems = [...this.#backend.expectations.problems(), ...this.problems]
    if (problems.length > 0) throw new Error(problems.join('\n\n'))
  }

  /** @internal */
  accept (socket: Socket): void {
    this.serve(socket, this.#versions, this.#backend)
  }
}

/**
 * Starts a Neo4j server for tests: a real Bolt server on a free port of this machine, for drivers in any language, which
 * gives prepared answers.
 * @example
 * const server = await fakeNeo4j()
 * server.on('RETURN 1 AS n', { records: [{ n: 1 }] })
 * const driver = server.driver()
 * …
 * server.assertDone()
 * await server.close()
 *
 * @param options see {@link FakeNeo4jOptions}
 * @throws RangeError for an unknown Bolt version; TypeError for an unknown option
 */
export async function fakeNeo4j (options: FakeNeo4jOptions = {}): Promise<FakeNeo4j> {
  assertOptions(options)
  const server = new FakeNeo4j(options)
  await server.listen()
  return server
}

function assertOptions (options: FakeNeo4jOptions): void {
  const unknown = Object.keys(options).find(key => !['bolt', 'auth', 'database'].includes(key))
  if (unknown !== undefined) throw new TypeError(`fakeNeo4j has no option "${unknown}"; it has bolt, auth and database.`)
  if (options.bolt !== undefined && typeof options.bolt !== 'string') {
    throw new TypeError(`The option bolt is a version such as '4.4', but this is ${describeKind(options.bolt)}.`)
  }
}
