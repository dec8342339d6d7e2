/**
 * Which errors are responses of a server. This is known from the message that carried the error, never from its code:
 * servers other than Neo4j have codes of their own.
 */
const answers = new WeakSet<Error>()

/** Records that a server sent this error in a FAILURE. */
export function markAsAnswer<E extends Error> (error: E): E {
  answers.add(error)
  return error
}

/** Whether a server sent this error, or the driver translated it from one that a server sent. */
export function isAnswer (error: Error): boolean {
  return answers.has(error)
}
