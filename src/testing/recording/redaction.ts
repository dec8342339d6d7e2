import type { RecordShape } from '../../types/record.js'
import type { Json, JsonMap } from './tagged-values.js'

/** Replaces a credential. When the recording is replayed, it matches any string. */
export const REDACTED = '<redacted>'
const PLACE: JsonMap = { $redacted: true }

/** Removes the credentials of logins from the recording. The logins themselves are never recorded. */
export class Redaction {
  readonly #secrets = new Set<string>()

  /** @param token a login; everything in it except the name and the scheme is secret */
  add ({ credentials, parameters }: RecordShape<string>): void {
    for (const secret of [credentials, ...Object.values(parameters ?? {})]) {
      if (typeof secret === 'string' && secret !== '') this.#secrets.add(secret)
    }
  }

  /** Parameters or values without credentials, such as the passwords of `ALTER CURRENT USER SET PASSWORD`. */
  values (json: Json): Json {
    if (typeof json === 'string') return this.#secrets.has(json) ? { ...PLACE } : json
    if (Array.isArray(json)) return json.map(item => this.values(item))
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, this.values(value)]))
  }

  /** The text of a query or an error without credentials in quotes. */
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

/** Whether a text matches the recorded one, with any string in place of a credential. */
export function matchesText (recorded: string, text: string): boolean {
  const parts = recorded.split(/(['"])<redacted>\1/).filter((_, index) => index % 2 === 0)
  if (parts.length === 1) return recorded === text
  return new RegExp(`^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(?:\'[^\']*\'|"[^"]*")')}$`, 's').test(text)
}
