/** Who logs in, and with what. */
export interface AuthToken {
  scheme: string
  principal?: string
  credentials: string
  realm?: string
  parameters?: Record<string, any>
}
