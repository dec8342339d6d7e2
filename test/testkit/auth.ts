import neo4j, { type AuthToken } from 'neobolt'
import type { Message } from './protocol.js'

/** Converts a token of the suite, if there is one. */
export function authTokenFrom (message: Message | null | undefined): AuthToken | undefined {
  if (message == null) return undefined
  const { scheme, principal, credentials, realm, parameters } = message.data
  switch (scheme) {
    case 'basic': return neo4j.auth.basic(principal, credentials, realm)
    case 'kerberos': return neo4j.auth.kerberos(credentials)
    case 'bearer': return neo4j.auth.bearer(credentials)
    default: return neo4j.auth.custom(principal, credentials, realm, scheme, parameters)
  }
}
