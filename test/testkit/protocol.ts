/** A request of the suite's, or a response to it: what `data` holds depends on the name. */
export interface Message {
  name: string
  data: any
}

/** One line of text between the thread that talks to the suite and the one that talks to the database. */
export interface Line {
  /** One for each connection of the suite's, which is one test. */
  connection: number
  /** A message as JSON; undefined when the connection has ended. */
  text?: string
}

/** Reads a request. Whole numbers that JavaScript can't hold arrive as text. */
export function parseRequest (text: string): Message {
  return JSON.parse(text.replace(/(?<!\\)("\w+": )(-?\d{16,})(?=[,}\]])/g, '$1"$2"')) as Message
}

/** Writes a response; a bigint becomes a JSON number with all its digits. */
export function stringifyResponse (message: Message): string {
  const marker = '\u0001bigint:'
  const text = JSON.stringify(message, (_key, value) => typeof value === 'bigint' ? `${marker}${value}` : value as unknown)
  return text.replace(/"\\u0001bigint:(-?\d+)"/g, '$1')
}
