/** A user's identity and credentials. */
export interface AuthToken {
  scheme: string
  principal?: string
  credentials: string
  realm?: string
  parameters?: Record<string, any>
}
