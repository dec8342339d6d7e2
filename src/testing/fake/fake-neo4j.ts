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

/** What the fake server accepts and says of itself; all keys are optional. */
export interface FakeNeo4jOptions {
  /** The version of Bolt, such as `'4.4'`. Default: the newest one that the client and this server have in common. */
  bolt?: string
  /** The login that is accepted, such as `neo4j.auth.basic('neo4j', 'secret')`. Default: any. */
  auth?: AuthToken
  /** The home database of all users. Default: `neo4j`. */
  database?: string
}

/** A Neo4j server for tests, which answers what it is told to; see {@link fakeNeo4j}. */
export class FakeNeo4j extends TestServer {
  /** @internal */
  readonly token: AuthToken | undefined
  readonly #versions: readonly Capabilities[]
  readonly #backend: FakeBackend

  /** @internal Servers come from `fakeNeo4j`. */
  constructor ({ bolt, auth, database = 'neo4j' }: FakeNeo4jOptions) {
    super()
    this.#versions = bolt === undefined ? versionsUpTo(parseVersion(SPOKEN_VERSIONS[0].join('.'))) : [parseVersion(bolt)]
    this.token = auth
    this.#backend = new FakeBackend(database, auth, () => this.address)
  }

  get queries (): readonly ReceivedQuery[] {
    return this.#backend.log.queries
  }

  /**
   * Tells how a query is answered. Of several answers for a query, the one that was given last wins, until it is used up.
   *
   *     server.on('MATCH (p:Person) RETURN p', { records: [{ p: node(['Person'], { name: 'Ada' }) }] })
   *     server.on(/^CREATE/, failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'exists already')).once()
   *     server.on('RETURN $x AS x', ({ parameters }) => ({ records: [{ x: parameters.x }] }))
   *
   * @param query its text, whose whitespace does not matter; a pattern; or a function of text and parameters
   * @param answer records and what the summary says; a failure; or a function that gives either when the query comes
   * @throws TypeError if the query or the answer is of another kind
   */
  on (query: QueryMatcher, answer: Answer | AnswerFunction = {}): Expectation {
    const expectation = new Expectation(query, answer)
    this.#backend.expectations.add(expectation)
    return expectation
  }

  /**
   * Call it at the end of a test.
   * @throws Error that names queries that nobody expected, answers that failed, and queries that were to come but did not
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
 * Starts a Neo4j server for tests: a real server of the Bolt protocol on a free port of this machine, for drivers of any
 * language, which answers what it is told to.
 *
 *     const server = await fakeNeo4j()
 *     server.on('RETURN 1 AS n', { records: [{ n: 1 }] })
 *     const driver = server.driver()
 *     …
 *     server.assertDone()
 *     await server.close()
 *
 * @throws RangeError if there is no such version of Bolt
 */
export async function fakeNeo4j (options: FakeNeo4jOptions = {}): Promise<FakeNeo4j> {
  assertOptions(options)
  const server = new FakeNeo4j(options)
  await server.listen()
  return server
}

function assertOptions (options: FakeNeo4jOptions): void {
  const unknown = Object.keys(options).find(key => !['bolt', 'auth', 'database'].includes(key))
  if (unknown !== undefined) throw new TypeError(`fakeNeo4j has no option «${unknown}»; it has bolt, auth and database.`)
  if (options.bolt !== undefined && typeof options.bolt !== 'string') {
    throw new TypeError(`The option bolt is a version such as '4.4', but this is ${describeKind(options.bolt)}.`)
  }
}
