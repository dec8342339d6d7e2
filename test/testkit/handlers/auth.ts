import neo4j, { type AuthToken, type ClientCertificate } from 'neobolt'
import { authTokenFrom } from '../auth.js'
import type { Context, Handler, Handlers } from '../context.js'
import type { Message } from '../protocol.js'

/** Managers and providers that let the suite decide. */
export const authHandlers: Handlers = {
  NewAuthTokenManager: (_data, context) => added('AuthTokenManager', context, authTokenManagerId => ({
    getToken: async () => authTokenFrom((await context.frontend.ask('AuthTokenManagerGetAuthRequest', { authTokenManagerId })).auth),
    handleSecurityException: (token: AuthToken, errorCode: string) => context.frontend.askNow(
      'AuthTokenManagerHandleSecurityExceptionRequest',
      { authTokenManagerId, auth: { name: 'AuthorizationToken', data: token }, errorCode }).handled
  })),

  NewBasicAuthTokenManager: (_data, context) => added('BasicAuthTokenManager', context, basicAuthTokenManagerId =>
    neo4j.authTokenManagers.basic({
      tokenProvider: async () => {
        const { auth } = await context.frontend.ask('BasicAuthTokenProviderRequest', { basicAuthTokenManagerId })
        return authTokenFrom(auth) as AuthToken
      }
    })),

  NewBearerAuthTokenManager: (_data, context) => added('BearerAuthTokenManager', context, bearerAuthTokenManagerId =>
    neo4j.authTokenManagers.bearer({
      tokenProvider: async () => {
        const { auth } = await context.frontend.ask('BearerAuthTokenProviderRequest', { bearerAuthTokenManagerId })
        const { expiresInMs } = auth.data
        return {
          token: authTokenFrom(auth.data.auth) as AuthToken,
          expiration: expiresInMs == null ? undefined : new Date(Date.now() + Number(expiresInMs))
        }
      }
    })),

  NewClientCertificateProvider: (_data, context) => added('ClientCertificateProvider', context, id => new SuitesCertificate(id, context)),

  AuthTokenManagerClose: closed('AuthTokenManager'),

  ClientCertificateProviderClose: closed('ClientCertificateProvider')
}

/** The suite answers both questions of the driver together. */
class SuitesCertificate {
  readonly #id: number
  readonly #context: Context
  #certificate: ClientCertificate | undefined

  constructor (id: number, context: Context) {
    this.#id = id
    this.#context = context
  }

  async hasUpdate (): Promise<boolean> {
    return await this.#fetch()
  }

  async getClientCertificate (): Promise<ClientCertificate> {
    if (this.#certificate === undefined) await this.#fetch()
    return this.#certificate as ClientCertificate
  }

  async #fetch (): Promise<boolean> {
    const { hasUpdate, clientCertificate } = await this.#context.frontend.ask(
      'ClientCertificateProviderRequest', { clientCertificateProviderId: this.#id })
    this.#certificate = clientCertificate.data
    return hasUpdate
  }
}

/** Objects that ask the suite need to know their own id. */
function added (name: string, context: Context, make: (id: number) => object): Message {
  const id = context.reserve()
  context.put(id, make(id))
  return { name, data: { id } }
}

function closed (name: string): Handler {
  return ({ id }) => ({ name, data: { id } })
}
