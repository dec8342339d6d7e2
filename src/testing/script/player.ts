import { describe } from '../wire/describe.js'
import type { ReceivedRequest } from '../wire/request.js'
import type { ServerConnection } from '../wire/server-connection.js'
import { wireValue } from '../wire/server-values.js'
import { matches } from './matching.js'
import { flatten, type Script, type Step } from './steps.js'

/** Returns the response to a request; undefined leaves it to the automatic answers. */
export type Responder = (request: ReceivedRequest, connection: { readonly index: number }) => Script | undefined | Promise<Script | undefined>

/** Responses to requests that the script does not expect. */
export type AutomaticAnswers = Readonly<Record<string, Script | undefined>>

/** The client did not follow the script. */
export class ScriptError extends Error {
  override name = 'ScriptError'
}

/** Plays one script on one connection. */
export class Player {
  readonly #connection: ServerConnection
  readonly #automatic: AutomaticAnswers
  /** Whether everything except RESET is ignored. */
  #failed = false
  /** The position in the script in words; undefined when it has been played completely. */
  standing: string | undefined = 'before its first step'

  constructor (connection: ServerConnection, automatic: AutomaticAnswers) {
    this.#connection = connection
    this.#automatic = automatic
  }

  /** @throws ScriptError */
  async play (script: Script): Promise<void> {
    if (!await this.#playAll(flatten(script), [])) return
    this.standing = undefined
    await this.#answerAll(async () => undefined, 'nothing more')
  }

  /** @throws ScriptError for a request that neither the responder nor the automatic answers handle */
  async respond (respond: Responder): Promise<void> {
    this.standing = undefined
    await this.#answerAll(async request => await respond(request, this.#connection), 'something that the responder knows')
  }

  async #answerAll (find: (request: ReceivedRequest) => Promise<Script | undefined>, expected: string): Promise<void> {
    for (let next = await this.#connection.peek(); next !== undefined; next = await this.#connection.peek()) {
      const answer = this.#ignores(next) ? undefined : await find(next)
      if (answer !== undefined) {
        await this.#answer(next, answer)
      } else if (!await this.#answerByItself(next)) {
        throw new ScriptError(`expected: ${expected}\ncame:     ${next.toString()}`)
      }
    }
  }

  /** @returns false if the connection ended first */
  async #playAll (steps: readonly Step[], after: readonly Step[]): Promise<boolean> {
    for (let i = 0; i < steps.length; i++) {
      if (!await this.#playStep(steps[i], [...steps.slice(i + 1), ...after])) return false
    }
    return true
  }

  async #playStep (step: Step, following: readonly Step[]): Promise<boolean> {
    this.standing = `at ${describeStep(step)}`
    switch (step.kind) {
      case 'request': return await this.#playRequest(step, following[0])
      case 'repeat': return await this.#playRepeat(step.steps, step.most, following)
      case 'choice': return await this.#playChoice(step.branches, following)
      case 'delay':
        await this.#connection.flush()
        await new Promise(resolve => { setTimeout(resolve, step.milliseconds) })
        return true
      case 'until':
        await this.#connection.flush()
        await (typeof step.condition === 'function' ? step.condition() : step.condition)
        return true
      case 'close':
        if (step.politely) await this.#connection.flush()
        this.#connection.close(step.politely)
        return true
      default:
        if (step.kind === 'failure') this.#failed = true
        send(step, this.#connection)
        return true
    }
  }

  async #playRequest (step: Step & { kind: 'request' }, following: Step | undefined): Promise<boolean> {
    for (;;) {
      const next = await this.#connection.peek()
      if (next === undefined) return false
      const isMeant = next.name === step.name && (!this.#ignores(next) || following?.kind === 'ignored')
      if (isMeant && accepts([step], next)) {
        this.#take(next)
        return true
      }
      if (isMeant || !await this.#answerByItself(next)) {
        throw new ScriptError(`expected: ${describeStep(step)}\ncame:     ${next.toString()}`)
      }
    }
  }

  async #playRepeat (steps: readonly Step[], most: number, following: readonly Step[]): Promise<boolean> {
    for (let times = 0; times < most;) {
      // If only optional steps follow, the script is complete.
      if (following.every(({ kind }) => kind === 'repeat')) this.standing = undefined
      const next = await this.#connection.peek()
      if (next === undefined) return true
      if (!this.#ignores(next) && accepts(steps, next)) {
        times++
        if (!await this.#playAll(steps, following)) return false
      } else if (accepts(following, next) || !await this.#answerByItself(next)) {
        return true
      }
    }
    return true
  }

  async #playChoice (branches: ReadonlyArray<readonly Step[]>, following: readonly Step[]): Promise<boolean> {
    for (;;) {
      const next = await this.#connection.peek()
      if (next === undefined) return false
      const branch = this.#ignores(next) ? undefined : branches.find(steps => accepts(steps, next))
      if (branch !== undefined) return await this.#playAll(branch, following)
      if (!await this.#answerByItself(next)) {
        throw new ScriptError(`expected: one of ${branches.map(([first]) => describeStep(first)).join(' | ')}\ncame:     ${next.toString()}`)
      }
    }
  }

  #ignores ({ name }: ReceivedRequest): boolean {
    return this.#failed && name !== 'RESET' && name !== 'GOODBYE'
  }

  async #answerByItself (next: ReceivedRequest): Promise<boolean> {
    const answer = this.#ignores(next) ? { kind: 'ignored' } as const : this.#automatic[next.name]
    if (answer === undefined) return false
    await this.#answer(next, answer)
    return true
  }

  /** Gives an answer that is not part of the script, so the position in the script does not change. */
  async #answer (next: ReceivedRequest, answer: Script): Promise<void> {
    const { standing } = this
    this.#take(next)
    await this.#playAll(flatten(answer), [])
    this.standing = standing
  }

  #take ({ name }: ReceivedRequest): void {
    if (name === 'RESET') this.#failed = false
    this.#connection.take()
  }
}

function send (step: Step, connection: ServerConnection): void {
  switch (step.kind) {
    case 'success': return connection.success(wireValue(step.metadata) as typeof step.metadata)
    case 'failure': return connection.failure(step.code, step.message, step.details)
    case 'ignored': return connection.ignored()
    case 'message': return connection.message(step.tag, step.fields.map(wireValue))
    case 'raw': return connection.raw(step.bytes)
  }
}

/** Whether the steps can begin with this request. */
function accepts (steps: readonly Step[], next: ReceivedRequest): boolean {
  const [first, ...rest] = steps
  switch (first?.kind) {
    case 'request': return first.name === next.name && first.fields.every((pattern, i) => matches(pattern, next.fields[i]))
    case 'repeat': return accepts(first.steps, next) || accepts(rest, next)
    case 'choice': return first.branches.some(branch => accepts(branch, next))
    default: return false
  }
}

function describeStep (step: Step): string {
  switch (step.kind) {
    case 'request': return [step.name, ...step.fields.map(pattern => pattern === undefined ? '…' : describe(pattern))].join(' ')
    case 'repeat': return `repeat(${step.steps.length > 0 ? describeStep(step.steps[0]) : ''}, …)`
    case 'choice': return `choice(${step.branches.map(([first]) => describeStep(first)).join(' | ')})`
    default: return step.kind.toUpperCase()
  }
}
