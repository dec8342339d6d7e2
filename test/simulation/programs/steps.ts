/** Programs are plain data: what they draw while they run depends on nothing but the world's seed and the number of the step. */

/** What callbacks of the program do, each time they are called. Rates are from 0 to 1. */
export interface Manners {
  /** Milliseconds before the answer; 0 for at once. */
  readonly delay: number
  readonly throws: number
  /** Rejects with something that is no Error. */
  readonly rejectsOddly: number
  readonly neverSettles: number
}

export interface AuthPlan {
  /** `fixed`: a token that is given once. The managers ask for the present one; `custom` is an object of the program. */
  readonly kind: 'fixed' | 'bearer' | 'basic' | 'custom'
  readonly user: string
  readonly manners: Manners
}

/** The numbers of the driver's config, in milliseconds. */
export interface LimitsPlan {
  readonly maxConnectionPoolSize: number
  readonly connectionAcquisitionTimeout: number
  readonly connectionTimeout: number
  readonly maxTransactionRetryTime: number
  readonly maxConnectionLifetime: number
  readonly connectionLivenessCheckTimeout: number | undefined
  readonly fetchSize: number
}

export interface DriverPlan {
  readonly scheme: 'neo4j' | 'bolt'
  /** The index of the member that the URL names. */
  readonly member: number
  readonly limits: LimitsPlan
  readonly auth: AuthPlan
  /** Resolves the URL's address to all members. */
  readonly resolver: Manners | undefined
  readonly logger: { readonly level: 'error' | 'warn' | 'info' | 'debug', readonly throws: number } | undefined
  /** Of the bookmark manager that its sessions share. */
  readonly bookmarks: { readonly supplier: Manners | undefined, readonly consumer: Manners | undefined }
  /** The provider of a client certificate: connections are encrypted then. */
  readonly certificate: Manners | undefined
  readonly useBigInt: boolean
  readonly telemetryDisabled: boolean
}

export interface SessionPlan {
  readonly mode: 'READ' | 'WRITE'
  /** undefined for the home database. */
  readonly database: string | undefined
  /** Another user than that of the driver. */
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
  readonly sharesBookmarks: boolean
  /** Begins with the bookmarks of the session that has this place. */
  readonly continues: number | undefined
  readonly fetchSize: number | undefined
}

/** What a program runs; see `cluster/statements.ts`. */
export type StatementPlan =
  | { readonly verb: 'WRITE' | 'READ' }
  | { readonly verb: 'ROWS', readonly count: number, readonly code: string | undefined }
  | { readonly verb: 'FAIL', readonly code: string, readonly undone?: boolean }
  | { readonly verb: 'SLOW', readonly milliseconds: number }

/** How a result is read. `after`: so many rows. */
export type Reading =
  | { readonly way: 'await' | 'loop' | 'subscribe' | 'summary' | 'keys' | 'twice' | 'abandon' }
  | { readonly way: 'breakLoop' | 'peek' | 'throwInObserver' | 'throwInMapper', readonly after: number }
  | { readonly way: 'slowLoop', readonly pause: number }

/** What is said with one call. */
export interface CallPlan {
  /** Milliseconds after which its signal is aborted. */
  readonly abortAfter: number | undefined
  /** The transaction's, in milliseconds, as the server keeps it. */
  readonly timeout: number | undefined
  readonly idempotent: boolean
  readonly pipelineBegin: boolean
}

/** What the work of a transaction function does beside its queries. */
export type Mishap =
  | 'none' | 'throws' | 'rejectsOddly' | 'neverSettles' | 'swallowsErrors' | 'runsAtOnce' | 'doesNotWait' | 'isSlow' | 'closesItsSession'

/**
 * One thing that a client does. `session` and `transaction` are places that hold what was opened last; `waits`: the
 * next step begins when this one has settled.
 */
export type Step = { readonly waits: boolean } & (
  | { readonly kind: 'think', readonly milliseconds: number }
  | { readonly kind: 'open', readonly session: number, readonly plan: SessionPlan }
  | { readonly kind: 'run', readonly session: number, readonly statement: StatementPlan, readonly reading: Reading, readonly config: CallPlan }
  | { readonly kind: 'begin', readonly session: number, readonly transaction: number, readonly config: CallPlan }
  | { readonly kind: 'txRun', readonly transaction: number, readonly statement: StatementPlan, readonly reading: Reading }
  | { readonly kind: 'commit' | 'rollback' | 'txClose', readonly transaction: number }
  | { readonly kind: 'function', readonly session: number, readonly mode: 'READ' | 'WRITE', readonly statements: readonly StatementPlan[], readonly mishap: Mishap, readonly config: CallPlan }
  | { readonly kind: 'executeQuery', readonly routing: 'READ' | 'WRITE', readonly database: string | undefined, readonly statement: StatementPlan, readonly throwsInMapper: boolean, readonly config: CallPlan }
  | { readonly kind: 'rxRun', readonly plan: SessionPlan, readonly statement: StatementPlan, readonly unsubscribesAfter: number | undefined, readonly config: CallPlan }
  | { readonly kind: 'close', readonly session: number }
  | { readonly kind: 'verify', readonly what: 'connectivity' | 'serverInfo' | 'authentication' }
  | { readonly kind: 'closeDriver' })

export interface ClientPlan {
  /** The index of its driver. */
  readonly driver: number
  readonly steps: readonly Step[]
}

/** All that users do in one world. */
export interface Program {
  readonly drivers: readonly DriverPlan[]
  readonly clients: readonly ClientPlan[]
}

/** One line for the trace. */
export function describeStep (step: Step): string {
  const parts: string[] = [step.kind]
  if ('session' in step) parts.push(`s${step.session}`)
  if ('transaction' in step) parts.push(`t${step.transaction}`)
  if ('statement' in step) parts.push(textOf(step.statement))
  if ('statements' in step) parts.push(step.mode, step.statements.map(textOf).join(', '), step.mishap)
  if ('reading' in step) parts.push(step.reading.way)
  if ('milliseconds' in step) parts.push(`${step.milliseconds} ms`)
  if ('what' in step) parts.push(step.what)
  if ('config' in step && step.config.abortAfter !== undefined) parts.push(`aborted after ${step.config.abortAfter} ms`)
  return parts.join(' ') + (step.waits ? '' : ' …')
}

/** The text of the query. */
export function textOf (statement: StatementPlan): string {
  switch (statement.verb) {
    case 'ROWS': return `ROWS ${statement.count}${statement.code === undefined ? '' : ` THEN ${statement.code}`}`
    case 'FAIL': return `FAIL ${statement.code}${statement.undone === true ? ' UNDONE' : ''}`
    case 'SLOW': return `SLOW ${statement.milliseconds}`
    default: return statement.verb
  }
}
