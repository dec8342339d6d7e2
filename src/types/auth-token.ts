/** A user's identity and credentials. `neo4j.auth` has functions that make one. */
export interface AuthToken {
  /** `basic`, `kerberos`, `bearer`, `none`, or the name of a custom scheme of the server. */
  scheme: string
  /** The name of the user. */
  principal?: string
  /** The password, ticket or token. */
  credentials: string
  /** The authentication provider of the server that should check the credentials. */
  realm?: string
  /** Further parameters for a custom scheme. */
  parameters?: Record<string, any>
}
