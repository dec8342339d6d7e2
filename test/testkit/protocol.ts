/** A request of the suite, or a response to it; the content of `data` depends on the name. */
export interface Message {
  name: string
  data: any
}

/** A line of text between the thread that talks to the suite and the thread that talks to the database. */
export interface Line {
  /** The connection of the suite; each connection is one test. */
  connection: number
  /** A message as JSON; undefined when the connection has ended. */
  text?: string
}

/** Parses a request. Integers that are not exact in JavaScript are strings. */
export function parseRequest (text: string): Message {
  return JSON.parse(text.replace(/(?<!\\)("\w+": )(-?\d{16,})(?=[,}\]])/g, '$1"$2"')) as Message
}

/** Formats a response; a bigint becomes a JSON number with all its digits. */
export function stringifyResponse (message: Message): string {
  const marker = '\u0001bigint:'
  const text = JSON.stringify(message, (_key, value) => typeof value === 'bigint' ? `${marker}${value}` : value as unknown)
  return text.replace(/"\\u0001bigint:(-?\d+)"/g, '$1')
}
