/** How the driver identifies itself to the server (HELLO, Bolt 5.3 and newer). */
export interface BoltAgent {
  product?: string
  platform?: string
  language?: string
  languageDetails?: string
}
