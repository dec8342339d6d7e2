import { sameToken } from '../../auth/same-token.js'
import type { Capabilities } from '../../bolt/versions.js'
import type { AuthToken } from '../../types/auth-token.js'
import type { RecordShape } from '../../types/record.js'
import type { Backend, Reply } from '../conversation/backend.js'
import { QueryLog } from '../conversation/query-log.js'
import type { ReceivedQuery } from '../conversation/received-query.js'
import { type Failure, failure } from '../wire/failure.js'
import { Expectations } from './expectations.js'

/** Answers queries by the expectations of a test. */
export class FakeBackend implements Backend {
  readonly agent = undefined
  readonly homeDatabase: string
  readonly log = new QueryLog()
  readonly expectations = new Expectations()
  readonly #token: AuthToken | undefined
  readonly #address: () => string

  /** @param token the only accepted token; undefined to accept any */
  constructor (homeDatabase: string, token: AuthToken | undefined, address: () => string) {
    this.homeDatabase = homeDatabase
    this.#token = token
    this.#address = address
  }

  get address (): string {
    return this.#address()
  }

  logOn ({ scheme, principal, credentials, realm, parameters }: RecordShape<string>): Failure | undefined {
    const token = withoutUndefined({ scheme, principal, credentials, realm, parameters })
    return this.#token === undefined || sameToken(withoutUndefined({ ...this.#token }), token)
      ? undefined
      : failure('Neo.ClientError.Security.Unauthorized', 'The client is unauthorized due to authentication failure.')
  }

  begin (): undefined {}

  async answer (query: ReceivedQuery, capabilities: Capabilities): Promise<Reply> {
    return await this.expectations.reply(query, capabilities)
  }

  commit (): object {
    return {}
  }

  rollback (): void {}
}

/** In old versions, HELLO carries the token among other entries. */
function withoutUndefined (token: RecordShape<string>): RecordShape<string> {
  return Object.fromEntries(Object.entries(token).filter(([, value]) => value != null))
}
