import type { RecordShape } from '../../types/record.js'
import type { Json, JsonMap } from './tagged-values.js'

/** Stands for a credential; when the recording is replayed, any string may be there. */
export const REDACTED = '<redacted>'
const PLACE: JsonMap = { $redacted: true }

/** Takes the credentials of logins out of what is recorded. The logins themselves are never recorded. */
export class Redaction {
  readonly #secrets = new Set<string>()

  /** @param token a login; what it has besides the name and the scheme is secret */
  add ({ credentials, parameters }: RecordShape<string>): void {
    for (const secret of [credentials, ...Object.values(parameters ?? {})]) {
      if (typeof secret === 'string' && secret !== '') this.#secrets.add(secret)
    }
  }

  /** The parameters of a query without credentials, such as the passwords of `ALTER CURRENT USER SET PASSWORD`. */
  values (json: Json): Json {
    if (typeof json === 'string') return this.#secrets.has(json) ? { ...PLACE } : json
    if (Array.isArray(json)) return json.map(item => this.values(item))
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, this.values(value)]))
  }

  /** The text of a query or of an error without credentials in quotes. */
  text (text: string): string {
    let safe = text
    for (const secret of this.#secrets) {
      for (const quote of ['\'', '"']) safe = safe.replaceAll(quote + secret + quote, quote + REDACTED + quote)
    }
    return safe
  }
}

export function isRedacted (json: Json): boolean {
  return typeof json === 'object' && json !== null && '$redacted' in json
}

/** Whether a text is what was recorded, with any strings in the place of credentials. */
export function matchesText (recorded: string, text: string): boolean {
  const parts = recorded.split(/(['"])<redacted>\1/).filter((_, index) => index % 2 === 0)
  if (parts.length === 1) return recorded === text
  return new RegExp(`^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(?:\'[^\']*\'|"[^"]*")')}$`, 's').test(text)
}
