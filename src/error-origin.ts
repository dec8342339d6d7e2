/**
 * Which errors are answers of a server. Known from the message that brought them, never from the letters of their code:
 * servers other than Neo4j have codes of their own.
 */
const answers = new WeakSet<Error>()

/** Remembers that a server has sent this error in a FAILURE. */
export function markAsAnswer<E extends Error> (error: E): E {
  answers.add(error)
  return error
}

/** Whether a server has sent this error, or the driver has translated one that a server sent. */
export function isAnswer (error: Error): boolean {
  return answers.has(error)
}
