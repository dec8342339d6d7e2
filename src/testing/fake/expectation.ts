import type { Capabilities } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'
import type { Moment, Reply } from '../conversation/backend.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { type Failure, failure } from '../wire/failure.js'
import { type Answer, type AnswerFunction, assertAnswer, replyOf } from './answer.js'
import { normalized } from './query-text.js'

/** The queries that an answer is for: a text, in which whitespace does not matter; a pattern; or a function that decides. */
export type QueryMatcher = string | RegExp | ((text: string, parameters: ReceivedQuery['parameters']) => boolean)

const MOMENTS: readonly Moment[] = ['before', 'middle', 'after']
/** An error after which drivers retry. */
const DEADLOCK = failure('Neo.TransientError.Transaction.DeadlockDetected', 'The test makes the query fail before it succeeds.')

/** An answer added by `server.on`. Its methods define how often and when it is given, and which problems to simulate. */
export class Expectation {
  readonly #matcher: QueryMatcher
  readonly #text: string | undefined
  readonly #answer: Answer | AnswerFunction
  #most = Infinity
  #uses = 0
  #failuresLeft = 0
  #failure = DEADLOCK
  #delay: number | undefined
  #moment: Moment | undefined

  /** @internal `server.on` makes expectations. */
  constructor (matcher: QueryMatcher, answer: Answer | AnswerFunction) {
    if (typeof matcher !== 'string' && !(matcher instanceof RegExp) && typeof matcher !== 'function') {
      throw new TypeError(`Queries are recognized by a text, a regular expression or a function, but this is ${describeKind(matcher)}.`)
    }
    if (typeof answer !== 'function') assertAnswer(answer)
    this.#matcher = matcher
    this.#text = typeof matcher === 'string' ? normalized(matcher) : undefined
    this.#answer = answer
  }

  /** Answers only one query. `server.assertDone()` requires that it is received. */
  once (): this {
    return this.times(1)
  }

  /** Answers only `count` queries. `server.assertDone()` requires that all of them are received. Default: any number. */
  times (count: number): this {
    this.#most = assertCount(count, 'times')
    return this
  }

  /**
   * Fails the first `times` queries with an error before it answers.
   * @param error default: an error after which drivers retry
   */
  fails (times: number, error: Failure = DEADLOCK): this {
    this.#failuresLeft = assertCount(times, 'fails')
    this.#failure = error
    return this
  }

  /** Waits `milliseconds` before each answer. With fake timers, waits until the test has advanced them. */
  after (milliseconds: number): this {
    this.#delay = assertCount(milliseconds, 'after')
    return this
  }

  /**
   * Closes the connection: `before` anything is sent, in the `middle`, after half of the records, or `after` the whole answer.
   * Combine it with {@link once} to do so on one connection only.
   */
  disconnects (moment: 'before' | 'middle' | 'after' = 'before'): this {
    if (!MOMENTS.includes(moment)) throw new TypeError(`A server disconnects ${MOMENTS.map(name => `'${name}'`).join(', ')}, but not ${describeKind(moment)}.`)
    this.#moment = moment
    return this
  }

  /** @internal Whether it is for this query, even if it is used up. */
  isFor (text: string, parameters: ReceivedQuery['parameters']): boolean {
    const matcher = this.#matcher
    if (typeof matcher === 'function') return matcher(text, parameters)
    // Not test(), which depends on lastIndex of a pattern with the flag g.
    return typeof matcher === 'string' ? this.#text === normalized(text) : text.search(matcher) >= 0
  }

  /** @internal */
  get isUsedUp (): boolean {
    return this.#uses >= this.#most
  }

  /** @internal The number of queries that are still missing. */
  get missing (): number {
    return this.#most === Infinity ? 0 : this.#most - this.#uses
  }

  /** @internal */
  get text (): string | undefined {
    return typeof this.#matcher === 'string' ? this.#matcher : undefined
  }

  /** @internal A description for error messages. */
  describe (): string {
    const matcher = this.#matcher
    if (typeof matcher === 'function') return `the function ${matcher.name === '' ? '(text, parameters) => …' : matcher.name}`
    return String(matcher)
  }

  /** @internal Called for a query that it is for. */
  async reply (query: ReceivedQuery, capabilities: Capabilities): Promise<Reply> {
    const answer = this.#answer
    const trouble = { delay: this.#delay, disconnects: this.#moment }
    if (this.#failuresLeft > 0) {
      this.#failuresLeft--
      return { ...trouble, failure: this.#failure }
    }
    this.#uses++
    return { ...replyOf(typeof answer === 'function' ? await answer(query) : answer, capabilities), ...trouble }
  }
}

function assertCount (count: number, method: string): number {
  if (typeof count !== 'number' || !(count >= 0)) throw new TypeError(`${method}(…) takes a number of 0 or more, but this is ${describeKind(count)}.`)
  return count
}
