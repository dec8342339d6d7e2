import type { Capabilities } from '../../bolt/versions.js'
import { describeKind } from '../../text.js'
import type { Moment, Reply } from '../conversation/backend.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { type Failure, failure } from '../wire/failure.js'
import { type Answer, type AnswerFunction, assertAnswer, replyOf } from './answer.js'
import { normalized } from './query-text.js'

/** Which queries an answer is for: a text, whose whitespace does not matter; a pattern; or a function that decides. */
export type QueryMatcher = string | RegExp | ((text: string, parameters: ReceivedQuery['parameters']) => boolean)

const MOMENTS: readonly Moment[] = ['before', 'middle', 'after']
/** What drivers try again after. */
const DEADLOCK = failure('Neo.TransientError.Transaction.DeadlockDetected', 'The test has the query fail before it succeeds.')

/** One call of `server.on`: its methods say how often, when and with which trouble the query is answered. */
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

  /** @internal Expectations come from `server.on`. */
  constructor (matcher: QueryMatcher, answer: Answer | AnswerFunction) {
    if (typeof matcher !== 'string' && !(matcher instanceof RegExp) && typeof matcher !== 'function') {
      throw new TypeError(`Queries are recognized by a text, a regular expression or a function, but this is ${describeKind(matcher)}.`)
    }
    if (typeof answer !== 'function') assertAnswer(answer)
    this.#matcher = matcher
    this.#text = typeof matcher === 'string' ? normalized(matcher) : undefined
    this.#answer = answer
  }

  /** Answers one query; `server.assertDone()` wants it to come. */
  once (): this {
    return this.times(1)
  }

  /** Answers so many queries; `server.assertDone()` wants all of them to come. Default: any number. */
  times (count: number): this {
    this.#most = assertCount(count, 'times')
    return this
  }

  /**
   * Fails so many times before it succeeds, each time with the same error.
   * @param error default: one after which drivers try again
   */
  fails (times: number, error: Failure = DEADLOCK): this {
    this.#failuresLeft = assertCount(times, 'fails')
    this.#failure = error
    return this
  }

  /** Waits so many milliseconds before each answer. With fake timers, until the test has moved them on. */
  after (milliseconds: number): this {
    this.#delay = assertCount(milliseconds, 'after')
    return this
  }

  /**
   * Closes the connection: before anything is sent, behind the first half of the records, or behind the whole answer. For
   * one connection only, together with {@link once}.
   */
  disconnects (moment: 'before' | 'middle' | 'after' = 'before'): this {
    if (!MOMENTS.includes(moment)) throw new TypeError(`A server disconnects ${MOMENTS.map(name => `'${name}'`).join(', ')}, but not ${describeKind(moment)}.`)
    this.#moment = moment
    return this
  }

  /** @internal Whether it is for a query of this text, however often that came already. */
  isFor (text: string, parameters: ReceivedQuery['parameters']): boolean {
    const matcher = this.#matcher
    if (typeof matcher === 'function') return matcher(text, parameters)
    // Not test(), which remembers where the last search of a pattern with the flag g ended.
    return typeof matcher === 'string' ? this.#text === normalized(text) : text.search(matcher) >= 0
  }

  /** @internal */
  get isUsedUp (): boolean {
    return this.#uses >= this.#most
  }

  /** @internal How many queries are still to come. */
  get missing (): number {
    return this.#most === Infinity ? 0 : this.#most - this.#uses
  }

  /** @internal */
  get text (): string | undefined {
    return typeof this.#matcher === 'string' ? this.#matcher : undefined
  }

  /** @internal For messages. */
  describe (): string {
    const matcher = this.#matcher
    if (typeof matcher === 'function') return `the function ${matcher.name === '' ? '(text, parameters) => …' : matcher.name}`
    return String(matcher)
  }

  /** @internal Called when a query has come that it is for. */
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
