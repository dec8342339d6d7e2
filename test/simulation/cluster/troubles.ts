import { type Failure, failure } from '../../../src/testing/wire/failure.js'
import type { World } from '../world/world.js'
import type { Troubles } from './plan.js'

/** Requests whose answers go wrong. */
export type Served = 'LOGON' | 'ROUTE' | 'BEGIN' | 'RUN' | 'PULL' | 'COMMIT' | 'ROLLBACK' | 'RESET'

/** What goes wrong with one answer. */
export type Trouble =
  | { readonly kind: 'slow', readonly milliseconds: number }
  | { readonly kind: 'silent' | 'cut', readonly when: 'before' | 'after' }
  | { readonly kind: 'failure', readonly failure: Failure }

const KINDS = ['slow', 'silent', 'cutBefore', 'cutAfter', 'failure'] as const
const DELAYS = [1, 20, 300, 2000, 10000]

const OF_ALL_WORK = [
  'Neo.TransientError.General.DatabaseUnavailable',
  'Neo.TransientError.General.OutOfMemoryError',
  'Neo.DatabaseError.General.UnknownError'
]
/** What the server may answer although nothing of that kind has happened. */
const CODES: Readonly<Record<Served, readonly string[]>> = {
  LOGON: ['Neo.ClientError.Security.Unauthorized', 'Neo.ClientError.Security.AuthenticationRateLimit', 'Neo.TransientError.General.DatabaseUnavailable'],
  ROUTE: [...OF_ALL_WORK, 'Neo.ClientError.Database.DatabaseNotFound', 'Neo.ClientError.Security.AuthorizationExpired', 'Neo.ClientError.Statement.ArgumentError'],
  BEGIN: [
    ...OF_ALL_WORK, 'Neo.ClientError.Database.DatabaseNotFound', 'Neo.ClientError.Security.AuthorizationExpired', 'Neo.ClientError.Security.TokenExpired',
    'Neo.ClientError.Cluster.NotALeader', 'Neo.TransientError.Transaction.BookmarkTimeout'
  ],
  RUN: [
    ...OF_ALL_WORK, 'Neo.ClientError.Statement.SyntaxError', 'Neo.ClientError.Security.Forbidden', 'Neo.ClientError.Security.AuthorizationExpired',
    'Neo.TransientError.Transaction.DeadlockDetected', 'Neo.TransientError.Transaction.Terminated', 'Neo.ClientError.Cluster.NotALeader',
    'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase'
  ],
  PULL: [...OF_ALL_WORK, 'Neo.TransientError.Transaction.DeadlockDetected', 'Neo.TransientError.Transaction.LockClientStopped', 'Neo.ClientError.Statement.ArithmeticError'],
  COMMIT: [...OF_ALL_WORK, 'Neo.TransientError.Transaction.DeadlockDetected', 'Neo.ClientError.Cluster.NotALeader', 'Neo.ClientError.Schema.ConstraintValidationFailed'],
  ROLLBACK: [],
  RESET: []
}

/** Draws what goes wrong with the answers of one cluster. */
export class TroubleMaker {
  readonly #world: World
  readonly #random
  readonly #troubles: Troubles
  readonly #sum: number
  /** Nothing goes wrong any more. */
  isCalm = false

  constructor (world: World, troubles: Troubles) {
    this.#world = world
    this.#random = world.random.fork('troubles')
    this.#troubles = troubles
    this.#sum = KINDS.reduce((sum, kind) => sum + troubles[kind], 0)
  }

  /** undefined if the answer is as it should be */
  draw (request: Served): Trouble | undefined {
    if (this.isCalm || this.#sum === 0) return undefined
    let drawn = this.#random.next()
    if (drawn >= this.#sum) return undefined
    const kind = KINDS.find(kind => (drawn -= this.#troubles[kind]) < 0) ?? 'slow'
    const trouble = this.#make(kind, request)
    return trouble !== undefined && this.#world.fault(`${kind}: ${request}`, 1) ? trouble : undefined
  }

  #make (kind: keyof Troubles, request: Served): Trouble | undefined {
    if (kind === 'slow') return { kind, milliseconds: this.#random.pick(DELAYS) }
    if (kind === 'silent') return { kind, when: this.#random.chance(0.5) ? 'before' : 'after' }
    if (kind !== 'failure') return { kind: 'cut', when: kind === 'cutBefore' ? 'before' : 'after' }
    if (CODES[request].length === 0) return undefined
    return { kind, failure: troubleOf(this.#random.pick(CODES[request]), this.#random.chance(0.5)) }
  }
}

/** @param undone whether it says of itself, if it can, that nothing was done yet, so that the query may be sent again */
function troubleOf (code: string, undone: boolean): Failure {
  return failure(code, 'A trouble of the simulation', undone ? { diagnosticRecord: { _idempotent: true } } : {})
}
