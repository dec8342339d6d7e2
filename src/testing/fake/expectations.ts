import type { Capabilities } from '../../bolt/versions.js'
import type { Reply } from '../conversation/backend.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { failure } from '../wire/failure.js'
import type { Expectation } from './expectation.js'
import { compared, indented, nearest } from './query-text.js'

/** An error after which drivers do not retry. */
const UNEXPECTED = 'Neo.ClientError.Request.Invalid'

/** All answers of a server, of which later ones take precedence, and their problems. */
export class Expectations {
  readonly #all: Expectation[] = []
  readonly #problems: string[] = []

  add (expectation: Expectation): void {
    this.#all.unshift(expectation)
  }

  /** The reply to a query. Never rejects. */
  async reply (query: ReceivedQuery, capabilities: Capabilities): Promise<Reply> {
    try {
      const expectation = this.#all.find(one => !one.isUsedUp && one.isFor(query.text, query.parameters))
      return expectation === undefined ? this.#problem(this.#unexpected(query)) : await expectation.reply(query, capabilities)
    } catch (error) {
      return this.#problem(`The answer to this query failed:\n\n    ${indented(query.text)}\n\n${String(error)}`)
    }
  }

  /** The problems to report to the test: unexpected queries, failed answers, and missing queries. */
  problems (): string[] {
    const missing = this.#all.filter(one => one.missing > 0).reverse()
      .map(one => `A query was not received, or not often enough (${one.missing} more):\n\n    ${indented(one.describe())}`)
    return [...new Set(this.#problems), ...missing]
  }

  #problem (message: string): Reply {
    this.#problems.push(message)
    return { failure: failure(UNEXPECTED, message) }
  }

  #unexpected ({ text, parameters }: ReceivedQuery): string {
    const used = this.#all.find(one => one.isFor(text, parameters))
    if (used !== undefined) return `This query was received more often than expected:\n\n    ${indented(text)}`
    const near = nearest(text, this.#all.filter(one => one.text !== undefined), one => one.text as string)
    const others = this.#all.filter(one => one.text === undefined).reverse().map(one => `    ${one.describe()}`)
    return 'Unexpected query:\n\n' +
      (near === undefined ? `    ${indented(text)}` : compared(text, near.text as string)) +
      (others.length > 0 ? `\n\nIt does not match these either:\n\n${others.join('\n')}` : '') +
      (this.#all.length === 0 ? '\n\nThe server has no answers: add some with server.on(query, answer).' : '')
  }
}
