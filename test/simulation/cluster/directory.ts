import type { Clock } from '../../../src/clock.js'
import { type Failure, failure } from '../../../src/testing/wire/failure.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import type { RecordShape } from '../../../src/types/record.js'
import type { UserPlan } from './plan.js'

/** What a program that logs in by itself is issued. */
export interface IssuedToken {
  readonly token: AuthToken
  /** By the world's clock; undefined for any time. */
  readonly expiresAt: number | undefined
}

interface User {
  readonly plan: UserPlan
  homeDatabase: string
  /** How many credentials there were. */
  count: number
  /** Until when each of the credentials is accepted. */
  readonly accepted: Map<string, number>
}

/** Who may log in, and with what: the users of the cluster, and the identity provider that issues their tokens. */
export class Directory {
  readonly #users = new Map<string, User>()
  readonly #now: () => number
  readonly #date: () => number

  constructor (users: readonly UserPlan[], { now, date }: Pick<Clock, 'now' | 'date'>) {
    this.#now = now
    this.#date = date
    for (const plan of users) this.#users.set(plan.name, { plan, homeDatabase: plan.homeDatabase, count: 0, accepted: new Map() })
    for (const { name } of users) this.#issue(this.#user(name))
  }

  /** A token that is valid at the moment: the same one until it expires or is replaced. */
  tokenOf (name: string): IssuedToken {
    const user = this.#user(name)
    if (this.#expiryOf(user) <= this.#now()) this.#issue(user)
    const { scheme } = user.plan
    const credentials = credentialsOf(user)
    const expiresAt = this.#expiryOf(user)
    return {
      token: scheme === 'bearer' ? { scheme, credentials } : { scheme, principal: name, credentials },
      expiresAt: expiresAt === Infinity ? undefined : expiresAt
    }
  }

  /** When something of this clock happens, by the calendar. */
  dateOf (time: number): Date {
    return new Date(time - this.#now() + this.#date())
  }

  /** The user whom a token belongs to, or why it is refused. */
  logOn ({ scheme, principal, credentials }: RecordShape<string>): string | Failure {
    const user = scheme === 'bearer' ? this.#userOf(String(credentials)) : this.#users.get(String(principal))
    const until = user?.accepted.get(String(credentials))
    if (user === undefined || user.plan.scheme !== scheme || until === undefined) {
      return failure('Neo.ClientError.Security.Unauthorized', 'The client is unauthorized due to authentication failure.')
    }
    if (until > this.#now()) return user.plan.name
    return scheme === 'bearer'
      ? failure('Neo.ClientError.Security.TokenExpired', 'The token has expired.')
      : failure('Neo.ClientError.Security.Unauthorized', 'The client is unauthorized due to authentication failure.')
  }

  /** Whether what a connection has logged in with does not last any more. Passwords are asked for once. */
  hasExpired (name: string, credentials: string): boolean {
    const user = this.#user(name)
    return user.plan.scheme === 'bearer' && (user.accepted.get(credentials) ?? 0) <= this.#now()
  }

  /** The user has other credentials from now on. @param grace for how long the old ones are accepted */
  rotate (name: string, grace: number): void {
    const user = this.#user(name)
    const old = credentialsOf(user)
    user.accepted.set(old, Math.min(this.#expiryOf(user), this.#now() + grace))
    this.#issue(user)
  }

  homeDatabaseOf (name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.#users.get(name)?.homeDatabase
  }

  setHomeDatabase (name: string, database: string): void {
    this.#user(name).homeDatabase = database
  }

  #user (name: string): User {
    const user = this.#users.get(name)
    if (user === undefined) throw new Error(`There is no user ${name}.`)
    return user
  }

  #userOf (credentials: string): User | undefined {
    for (const user of this.#users.values()) if (user.accepted.has(credentials)) return user
    return undefined
  }

  #expiryOf (user: User): number {
    return user.accepted.get(credentialsOf(user)) ?? 0
  }

  #issue (user: User): void {
    user.count++
    user.accepted.set(credentialsOf(user), this.#now() + (user.plan.tokenLifetime ?? Infinity))
  }
}

function credentialsOf ({ plan, count }: User): string {
  return `${plan.name}-secret-${count}`
}
